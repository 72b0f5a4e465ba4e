using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Domain.Storage;
using Portal.Tests.GwoManifests;
using Portal.Tests.Support;

namespace Portal.Tests.Shell.Idempotency;

public sealed class IdempotencyKeyTests(TestDatabase database)
{
    private const string Run = "/api/v1/schedules/retention/run";
    private const string Pause = "/api/v1/schedules/retention/pause";

    [Fact]
    public async Task The_same_request_again_is_answered_alike_and_done_once_on_whichever_node()
    {
        var connection = await database.CreateAsync();
        await using var one = await PortalServer.StartAsync(connection, role: "web");
        await using var other = await PortalServer.StartAsync(connection, role: "web");
        using var client = await one.ClientAsync(Role.Operator);
        using var elsewhere = other.Anonymous();
        elsewhere.DefaultRequestHeaders.Authorization = client.DefaultRequestHeaders.Authorization;

        using var first = await PostAsync(client, Run, "k1", new { why = "x" });
        using var again = await PostAsync(elsewhere, Run, "k1", new { why = "x" });

        (first.StatusCode, first.Headers.Contains("Idempotency-Replayed")).ShouldBe((HttpStatusCode.Accepted, false));
        (again.StatusCode, again.Headers.GetValues("Idempotency-Replayed").Single()).ShouldBe((HttpStatusCode.Accepted, "true"));
        (await again.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        (again.Headers.Location, again.Content.Headers.ContentType).ShouldBe((first.Headers.Location, first.Content.Headers.ContentType));
        await using var db = one.Db();
        (await db.ScheduleRuns.CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Another_body_or_another_address_under_the_same_key_is_refused()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), role: "web");
        using var client = await server.ClientAsync(Role.Operator);
        (await PostAsync(client, Run, "k1", new { why = "x" })).EnsureSuccessStatusCode();

        using var body = await PostAsync(client, Run, "k1", new { why = "y" });
        using var address = await PostAsync(client, Pause, "k1", new { why = "x" });

        ((int)body.StatusCode, await GwoWorld.RuleAsync(body)).ShouldBe((422, "idempotency-key-reused"));
        ((int)address.StatusCode, await GwoWorld.RuleAsync(address)).ShouldBe((422, "idempotency-key-reused"));
        using var somebodyElse = await server.ClientAsync(Role.Admin);
        (await PostAsync(somebodyElse, Pause, "k1", new { why = "x" })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_whose_request_is_being_answered_asks_for_patience_until_its_process_must_be_dead()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), role: "web");
        using var client = await server.ClientAsync(Role.Operator);
        await using var db = server.Db();
        var key = await db.ApiKeys.Select(k => k.Id).SingleAsync();
        db.Add(new IdempotentReply { Caller = $"key:{key}", Key = "k1", Request = $"POST {Pause}", CreatedAt = DateTimeOffset.UtcNow });
        await db.SaveChangesAsync();

        using var early = await PostAsync(client, Pause, "k1", new { why = "x" });
        await db.IdempotentReplies.ExecuteUpdateAsync(r => r.SetProperty(x => x.CreatedAt, DateTimeOffset.UtcNow.AddMinutes(-16)));
        using var late = await PostAsync(client, Pause, "k1", new { why = "x" });

        (early.StatusCode, await GwoWorld.RuleAsync(early)).ShouldBe((HttpStatusCode.Conflict, "idempotency-key-in-use"));
        early.Headers.RetryAfter.ShouldNotBeNull();
        late.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refusal_changed_nothing_so_its_key_is_free_and_after_a_day_every_key_is()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), role: "web");
        using var client = await server.ClientAsync(Role.Operator);

        (await PostAsync(client, Pause, "k1", new { })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(client, Pause, "k1", new { why = "x" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await using var db = server.Db();
        await db.IdempotentReplies.ExecuteUpdateAsync(r => r.SetProperty(x => x.CreatedAt, DateTimeOffset.UtcNow.AddHours(-25)));

        (await PostAsync(client, Pause, "k1", new { why = "x" })).StatusCode.ShouldBe(HttpStatusCode.Conflict); // carried out again: it is paused already
        (await PostAsync(client, Pause, new string('k', 201), new { why = "x" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_upload_sent_twice_is_one_manifest()
    {
        await using var world = await GwoWorld.StartAsync(database);
        var file = Encoding.UTF8.GetBytes(Study.Manifest(Study.Row(1), Study.Row(2)));
        world.Client.DefaultRequestHeaders.Add("Idempotency-Key", "upload-1");

        using var first = await world.PostFileAsync(file, "manifest.tsv", Study.Id);
        using var again = await world.PostFileAsync(file, "manifest.tsv", Study.Id);
        using var other = await world.PostFileAsync(Encoding.UTF8.GetBytes(Study.Manifest(Study.Row(3))), "manifest.tsv", Study.Id);

        (first.StatusCode, again.StatusCode, (int)other.StatusCode).ShouldBe((HttpStatusCode.Created, HttpStatusCode.Created, 422));
        (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid().ShouldBe((await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid());
        await using var db = world.Server.Db();
        (await db.Set<GwoManifest>().CountAsync()).ShouldBe(1);
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string address, string key, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key);
        return await client.SendAsync(request);
    }
}
