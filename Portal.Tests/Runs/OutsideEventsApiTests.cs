using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

public sealed class OutsideEventsApiTests(TestDatabase database)
{
    [Fact]
    public async Task A_run_that_waits_for_the_outside_goes_on_when_it_is_told_once()
    {
        var script = new Script().Step("wait", async (context, token) => await context.OutsideEventAsync<Ready>("worker:7:ready", token) is { } ready
            ? StepResult.Done(ready.Node)
            : StepResult.WaitForEvent("worker:7:ready", "worker 7 to be ready", until: null));
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: script.Register());
        var run = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None);
        await server.UntilAsync(run.Id, r => r.State == RunState.Waiting);
        using var client = await server.ClientAsync(Role.Operator);

        var first = await client.PostAsJsonAsync("/api/v1/outside-events/worker:7:ready", new { node = "n-3" });
        var second = await client.PostAsJsonAsync("/api/v1/outside-events/worker:7:ready", new { node = "n-4" });

        first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await server.UntilFinalAsync(run.Id)).Outcome.ShouldBe("n-3");
        await using var db = server.Db();
        var entry = await db.AuditEntries.SingleAsync(e => e.Action == "outside-event.tell");
        (entry.SubjectKey, entry.ActorName).ShouldBe(("outside-event:worker:7:ready", "Operator of *"));
        entry.After!.ShouldContain("n-3");
    }

    [Theory]
    [InlineData(Role.Curator, Scopes.Everything, HttpStatusCode.Forbidden)]
    [InlineData(Role.Admin, "study:SD_1", HttpStatusCode.NotFound)]
    public async Task Only_operators_of_the_whole_portal_may_tell(Role role, string scope, HttpStatusCode status)
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        using var client = await server.ClientAsync(role, scope);

        (await client.PostAsJsonAsync("/api/v1/outside-events/a", new { })).StatusCode.ShouldBe(status);

        await using var db = server.Db();
        db.OutsideEvents.ShouldBeEmpty();
    }

    private sealed record Ready(string Node);
}
