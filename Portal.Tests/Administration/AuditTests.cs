using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Administration;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Tests.Support;

namespace Portal.Tests.Administration;

public sealed class AuditTests(TestDatabase database)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 17, 12, 0, 0, TimeSpan.Zero);
    private static readonly Actor Mara = new("person:1", "Mara Ellis", "page", "10.0.0.7");

    [Fact]
    public async Task Entries_come_newest_first_page_by_page_even_when_many_have_the_same_moment()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        await WriteAsync(server, [.. Enumerable.Range(0, 7).Select(i => Entry($"thing {i}", at: Noon.AddMinutes(i / 3)))]);
        using var client = await server.ClientAsync();

        var (subjects, cursor) = (new List<string>(), "");
        do
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/api/v1/audit?action=thing.done&limit=2{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}");
            subjects.AddRange(page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("subject").GetString()!));
            cursor = page.GetProperty("next").GetString() ?? "";
        }
        while (cursor.Length > 0);

        subjects.Distinct().Count().ShouldBe(7);
        subjects[0].ShouldBe("thing 6");
        subjects[1..4].Order().ShouldBe(["thing 3", "thing 4", "thing 5"]);
        (await client.GetAsync("/api/v1/audit?cursor=nonsense")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("?who=person:1", 3)]
    [InlineData("?who=person:2", 1)]
    [InlineData("?action=thing.done", 3)]
    [InlineData("?action=thing.", 4)]
    [InlineData("?subject=thing:b", 1)]
    [InlineData("?scope=study:SD_2", 1)]
    [InlineData("?from=2026-11-17T12:30:00Z", 2)]
    [InlineData("?to=2026-11-17T12:30:00Z&action=thing.", 2)]
    [InlineData("?q=manifest", 1)]
    [InlineData("?q=manif tsv", 1)]
    [InlineData("?q=SD_2", 1)]
    [InlineData("?q=wrong+batch", 1)]
    [InlineData("?q=mara+nothing", 0)]
    public async Task Every_filter_finds_what_it_says(string query, int expected)
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        await WriteAsync(server,
            Entry("a"),
            Entry("b", "thing:b"),
            Entry("bones_manifest.v2.tsv", scope: "study:SD_2", at: Noon.AddHours(1)),
            AuditEntry.Of(Mara with { Id = "person:2", Name = "Ben" }, Noon.AddHours(1), "thing.undone", "thing:c", "c", "*", why: "the wrong batch"));

        var found = await server.Get<AuditQueries>().ListAsync(AuditFilter.Parse(query), null, 50, Actor.Portal, CancellationToken.None);

        found.Items.Count.ShouldBe(expected);
        AuditFilter.Parse(AuditFilter.Parse(query).ToQuery()).ShouldBe(AuditFilter.Parse(query));
    }

    [Fact]
    public async Task Operators_see_what_happened_in_their_scopes_and_accounts_are_for_administrators_only()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        await WriteAsync(server, Entry("one", scope: "study:SD_1"), Entry("two", scope: "study:SD_2"), Entry("accounts", "person:x"));

        (await SubjectsAsync(server, Role.Operator, "study:SD_1")).ShouldBe(["one"]);
        (await SubjectsAsync(server, Role.Admin, "study:SD_2")).ShouldBe(["two"]);
        (await SubjectsAsync(server, Role.Operator, "*")).ShouldBe(["one", "two"], ignoreOrder: true);
        (await SubjectsAsync(server, Role.Admin, "*")).ShouldBe(["accounts", "one", "two"], ignoreOrder: true);
        using var curator = await server.ClientAsync(Role.Curator);
        (await curator.GetAsync("/api/v1/audit")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await curator.GetAsync("/api/v1/audit/export")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_export_holds_what_the_filter_finds_is_safe_to_open_and_is_an_entry_itself()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        await WriteAsync(server, Entry("=cmd, \"quoted\""), Entry("other", action: "other.done"));
        using var client = await server.ClientAsync();

        var csv = await client.GetAsync("/api/v1/audit/export?format=csv&action=thing.done");
        var lines = (await csv.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var json = (await client.GetStringAsync("/api/v1/audit/export?format=jsonl&action=thing.done")).Trim();

        csv.Content.Headers.ContentDisposition!.FileNameStar.ShouldStartWith("audit-");
        lines.Length.ShouldBe(2);
        lines[1].ShouldContain(",\"'=cmd, \"\"quoted\"\"\",");
        JsonSerializer.Deserialize<JsonElement>(json).GetProperty("subject").GetString().ShouldBe("=cmd, \"quoted\"");
        (await client.GetAsync("/api/v1/audit/export?format=pdf")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var taken = await server.Get<AuditQueries>().ListAsync(new AuditFilter { Action = "audit.export" }, null, 10, Actor.Portal, CancellationToken.None);
        taken.Items.Select(e => e.After!.Value.GetProperty("format").GetString()).ShouldBe(["jsonl", "csv"]);
    }

    [Fact]
    public async Task A_long_export_is_read_piece_by_piece_and_misses_nothing()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        await WriteAsync(server, [.. Enumerable.Range(0, 2_500).Select(i => Entry($"thing {i}", at: Noon.AddSeconds(i / 10)))]);
        using var client = await server.ClientAsync();

        var lines = (await client.GetStringAsync("/api/v1/audit/export?format=jsonl&action=thing.done")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        lines.Select(l => JsonSerializer.Deserialize<JsonElement>(l).GetProperty("subject").GetString()).Distinct().Count().ShouldBe(2_500);
    }

    [Fact]
    public void A_change_is_told_field_by_field()
    {
        var entry = JsonSerializer.Deserialize<JsonElement>("""{"before":{"state":"Failed","attempt":1,"gone":"x"},"after":{"state":"Queued","attempt":1,"nothing":null,"rolesNow":["a","b"]}}""");

        AuditDiff.Of(entry.GetProperty("before"), entry.GetProperty("after")).ShouldBe(
        [
            new FieldChange("state", "Failed", "Queued"), new FieldChange("attempt", "1", "1"), new FieldChange("gone", "x", null),
            new FieldChange("roles now", null, "a, b"),
        ]);
        AuditDiff.Of(null, null).ShouldBeEmpty();
    }

    private static AuditEntry Entry(string subject, string? key = null, string scope = "*", DateTimeOffset? at = null, string action = "thing.done") =>
        AuditEntry.Of(Mara, at ?? Noon, action, key ?? $"thing:{subject}", subject, scope, before: new { n = 1 }, after: new { n = 2 });

    private static async Task WriteAsync(PortalServer server, params AuditEntry[] entries)
    {
        await using var db = server.Db();
        db.AuditEntries.AddRange(entries);
        await db.SaveChangesAsync();
    }

    private static async Task<IReadOnlyList<string?>> SubjectsAsync(PortalServer server, Role role, string scope)
    {
        using var client = await server.ClientAsync(role, scope);
        return [.. (await client.GetFromJsonAsync<JsonElement>("/api/v1/audit?action=thing.done")).GetProperty("items").EnumerateArray().Select(e => e.GetProperty("subject").GetString())];
    }
}
