using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

public sealed class ChildrenTests(TestDatabase database)
{
    [Fact]
    public async Task A_parent_waits_until_all_it_submitted_has_ended_and_submits_nothing_twice_when_its_step_runs_again()
    {
        var looks = 0;
        var looked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var script = new Script().Step("work", async (context, token) =>
        {
            if (context.Parameters<Part>().Number > 0)
            {
                await looked.Task.WaitAsync(token); // a part never ends before its parent has seen it at work
                return StepResult.Done();
            }

            Interlocked.Increment(ref looks);
            await context.SubmitAsync([.. Enumerable.Range(1, 5).Select(Child)], token);
            var children = await context.ChildrenAsync(token);
            looked.TrySetResult();
            return children.Keys.All(s => s.IsFinal()) ? StepResult.Done($"{children.Values.Sum()} parts") : StepResult.WaitForRuns("5 parts");
        });
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), NoFallback.Settings, script.Register());

        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None);
        var run = await server.UntilFinalAsync(submitted.Id);

        (run.State, run.Outcome).ShouldBe((RunState.Succeeded, "5 parts"));
        looks.ShouldBeGreaterThanOrEqualTo(2);
        await using var db = server.Db();
        (await db.Runs.Where(r => r.ParentId == run.Id).Select(r => r.State).ToListAsync()).ShouldBe(Enumerable.Repeat(RunState.Succeeded, 5));
    }

    [Fact]
    public async Task Cancelling_a_parent_cancels_what_it_submitted()
    {
        var script = new Script().Step("work", async (context, token) =>
        {
            if (context.Parameters<Part>().Number > 0)
            {
                await Task.Delay(Timeout.Infinite, token);
            }

            await context.SubmitAsync([.. Enumerable.Range(1, 3).Select(Child)], token);
            return StepResult.WaitForRuns("3 parts");
        });
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), NoFallback.Settings, script.Register(maxRunning: 2));
        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None);
        await server.UntilAsync(submitted.Id, r => r.State == RunState.Waiting);

        await server.Get<RunVerbs>().CancelAsync(submitted.Id, "wrong folder", Actor.Portal, CancellationToken.None);

        (await server.UntilFinalAsync(submitted.Id)).State.ShouldBe(RunState.Cancelled);
        await using var db = server.Db();
        foreach (var child in await db.Runs.Where(r => r.ParentId == submitted.Id).Select(r => r.Id).ToListAsync())
        {
            (await server.UntilFinalAsync(child)).State.ShouldBe(RunState.Cancelled);
        }
    }

    private static RunRequest Child(int number) => Script.Request($"part {number}", request: $"part:{number}") with { Parameters = RunParameters.Write(new Part(number)) };

    private sealed record Part(int Number);
}
