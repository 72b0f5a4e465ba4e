using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Administration;

public sealed class NodesTests(TestDatabase database)
{
    // Neither heartbeat nor sweep may help: only being told can.
    private static readonly Dictionary<string, string?> NoFallback = new()
    {
        ["Runs:Sweep"] = "01:00:00",
        ["Runs:IdleWait"] = "01:00:00",
        ["Runs:Heartbeat"] = "01:00:00",
        ["Runs:Lease"] = "02:00:00",
        ["Runs:Parallel"] = "2",
    };

    [Fact]
    public async Task A_drained_node_finishes_what_it_has_and_the_rest_goes_to_the_other()
    {
        var connection = await database.CreateAsync();
        var (goOn, inHand) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var first = await PortalServer.StartAsync(connection, NoFallback, Named("first", () => inHand.TrySetResult(), goOn.Task).Register());
        var before = await SubmitAsync(first);
        await inHand.Task.WaitAsync(TimeSpan.FromMinutes(1));
        using var client = await first.ClientAsync(Role.Operator);
        var node = (await client.GetFromJsonAsync<JsonElement>("/api/v1/nodes")).GetProperty("items")[0];
        (node.GetProperty("inHand").GetInt32(), node.GetProperty("capacity").GetInt32()).ShouldBe((1, 2));

        using var drained = await client.PostAsJsonAsync($"/api/v1/nodes/{node.GetProperty("id").GetString()}/drain", new { why = "new memory" });
        drained.StatusCode.ShouldBe(HttpStatusCode.OK);
        await Eventually.IsAsync(() => first.Get<NodeState>().Draining, "the node to drain");
        await using var second = await PortalServer.StartAsync(connection, NoFallback, Named("second", () => { }, Task.CompletedTask).Register());
        var after = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            after.Add(await SubmitAsync(first));
        }

        foreach (var run in after)
        {
            (await second.UntilFinalAsync(run)).Outcome.ShouldBe("second");
        }

        goOn.SetResult();
        (await second.UntilFinalAsync(before)).Outcome.ShouldBe("first");
    }

    [Fact]
    public async Task A_node_that_may_take_work_again_takes_what_waited_meanwhile()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), NoFallback, Named("it", () => { }, Task.CompletedTask).Register());
        using var client = await server.ClientAsync(Role.Operator);
        var id = (await client.GetFromJsonAsync<JsonElement>("/api/v1/nodes")).GetProperty("items")[0].GetProperty("id").GetString();
        (await client.PostAsJsonAsync($"/api/v1/nodes/{id}/drain", new { why = "a look" })).EnsureSuccessStatusCode();
        await Eventually.IsAsync(() => server.Get<NodeState>().Draining, "the node to drain");
        var run = await SubmitAsync(server);

        (await client.PostAsJsonAsync($"/api/v1/nodes/{id}/undrain", new { })).EnsureSuccessStatusCode();

        (await server.UntilFinalAsync(run)).State.ShouldBe(RunState.Succeeded);
        await using var db = server.Db();
        (await db.AuditEntries.Where(a => a.SubjectKey.StartsWith("node:")).OrderBy(a => a.At).Select(a => a.Action + " " + a.Why).ToListAsync())
            .ShouldBe(["node.drain a look", "node.undrain "]);
    }

    [Fact]
    public async Task Only_operators_drain_with_a_reason_and_only_what_works()
    {
        var connection = await database.CreateAsync();
        await using var web = await PortalServer.StartAsync(connection, NoFallback, role: "web");
        using var operate = await web.ClientAsync(Role.Operator);
        using var curator = await web.ClientAsync(Role.Curator);
        using var ofOneStudy = await web.ClientAsync(Role.Admin, "study:SD_ME0WME0W");
        var id = (await curator.GetFromJsonAsync<JsonElement>("/api/v1/nodes")).GetProperty("items")[0].GetProperty("id").GetString();

        (await ofOneStudy.GetAsync("/api/v1/nodes")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await curator.PostAsJsonAsync($"/api/v1/nodes/{id}/drain", new { why = "x" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await operate.PostAsJsonAsync($"/api/v1/nodes/{id}/drain", new { })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await operate.PostAsJsonAsync($"/api/v1/nodes/{id}/drain", new { why = "x" })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await operate.PostAsJsonAsync($"/api/v1/nodes/{id}/undrain", new { })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await operate.PostAsJsonAsync("/api/v1/nodes/nobody/drain", new { why = "x" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_node_that_fell_silent_is_shown_as_silent_and_forgotten_after_an_hour()
    {
        var connection = await database.CreateAsync();
        await using var server = await PortalServer.StartAsync(connection, NoFallback);
        await using (var db = server.Db())
        {
            db.AddRange(Silent("quiet", TimeSpan.FromHours(3)), Silent("dead", TimeSpan.FromHours(30)));
            await db.SaveChangesAsync();
        }

        using var client = await server.ClientAsync(Role.Viewer);
        (await SilentAsync(client)).ShouldBe(["dead", "quiet"]);
        await using var another = await PortalServer.StartAsync(connection, NoFallback); // every heartbeat clears up, its first one too

        (await SilentAsync(client)).ShouldBeEmpty();

        static Node Silent(string name, TimeSpan since) =>
            new() { Id = $"{name}/{Guid.NewGuid():N}", Name = name, Role = "Worker", Version = "1", StartedAt = DateTimeOffset.UtcNow - since, SeenAt = DateTimeOffset.UtcNow - since };

        static async Task<List<string?>> SilentAsync(HttpClient client) =>
            [.. (await client.GetFromJsonAsync<JsonElement>("/api/v1/nodes")).GetProperty("items").EnumerateArray().Where(n => n.GetProperty("silent").GetBoolean()).Select(n => n.GetProperty("name").GetString())];
    }

    private static Script Named(string outcome, Action begin, Task goOn) => new Script().Step("work", async (_, token) =>
    {
        begin();
        await goOn.WaitAsync(token);
        return StepResult.Done(outcome);
    });

    private static async Task<Guid> SubmitAsync(PortalServer server) =>
        (await server.Get<RunQueue>().SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None)).Id;
}
