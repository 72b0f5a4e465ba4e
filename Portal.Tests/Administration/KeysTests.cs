using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Administration;
using Portal.Domain.Accounts;
using Portal.Tests.Support;

namespace Portal.Tests.Administration;

public sealed class KeysTests(TestDatabase database)
{
    private static readonly DateTimeOffset Tomorrow = DateTimeOffset.UtcNow.AddDays(1);

    [Fact]
    public async Task A_key_made_over_http_works_in_its_scopes_shows_its_last_use_and_ends_when_it_is_revoked()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        using var admin = await server.ClientAsync();
        var made = await admin.PostAsJsonAsync("/api/v1/keys", new { name = "nightly", memberships = new[] { new { scope = "study:SD_1", role = "Curator" } }, expiresAt = Tomorrow });
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        var key = await made.Content.ReadFromJsonAsync<JsonElement>();
        var id = key.GetProperty("id").GetGuid();
        using var program = server.Anonymous();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.GetProperty("secret").GetString());

        (await ReadAsync(admin, id)).GetProperty("lastUsedAt").ValueKind.ShouldBe(JsonValueKind.Null);
        (await program.GetAsync("/api/v1/runs")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var used = (await ReadAsync(admin, id)).GetProperty("lastUsedAt").GetString();
        used.ShouldNotBeNull();
        await program.GetAsync("/api/v1/runs");
        (await ReadAsync(admin, id)).GetProperty("lastUsedAt").GetString().ShouldBe(used, "it is noted once a minute at most");

        (await admin.PostAsJsonAsync($"/api/v1/keys/{id}/revoke", new { })).StatusCode.ShouldBe(HttpStatusCode.BadRequest, "without a reason");
        (await admin.PostAsJsonAsync($"/api/v1/keys/{id}/revoke", new { why = "found in a log" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await program.GetAsync("/api/v1/runs")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var after = await ReadAsync(admin, id);
        (after.GetProperty("state").GetString(), after.GetProperty("revokedBecause").GetString()).ShouldBe(("Revoked", "found in a log"));
    }

    [Fact]
    public async Task A_key_without_role_name_or_future_is_refused()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        using var admin = await server.ClientAsync();
        var role = new[] { new { scope = "*", role = "Viewer" } };

        foreach (var (wish, rule) in new (object, string)[]
        {
            (new { name = "x", memberships = Array.Empty<object>() }, "no-membership"),
            (new { name = " ", memberships = role }, "key-name"),
            (new { name = "x", memberships = role, expiresAt = DateTimeOffset.UnixEpoch }, "expiry"),
            (new { name = "x", memberships = role.Concat(role) }, "scope-twice"),
        })
        {
            var refused = await admin.PostAsJsonAsync("/api/v1/keys", wish);
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString()!.ShouldEndWith($"/{rule}");
        }
    }

    [Fact]
    public async Task No_secret_is_in_any_list_or_in_the_audit_log()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        var created = await server.Get<KeyCommands>().CreateAsync(new NewKey("nightly", [new Grant("*", Role.Admin)], null), Actor.Portal, CancellationToken.None);
        using var admin = await server.ClientAsync();

        (await admin.GetStringAsync("/api/v1/keys")).ShouldNotContain(created.Secret[12..]);
        (await admin.GetStringAsync("/api/v1/audit")).ShouldNotContain(created.Secret[12..]);
    }

    private static Task<JsonElement> ReadAsync(HttpClient client, Guid id) => client.GetFromJsonAsync<JsonElement>($"/api/v1/keys/{id}");
}
