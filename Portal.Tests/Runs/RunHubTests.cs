using Portal.Domain.Accounts;
using Portal.Jobs.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

public sealed class RunHubTests(TestDatabase database)
{
    [Fact]
    public async Task Whoever_comes_late_gets_what_was_said_and_then_what_is_said_without_a_gap()
    {
        var goOn = new TaskCompletionSource();
        var script = new Script().Step("count", async (context, token) =>
        {
            context.Note("one");
            await goOn.Task.WaitAsync(token);
            context.Note("two");
            return Portal.Domain.Runs.StepResult.Done();
        });
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: script.Register());
        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None);
        await server.UntilAsync(submitted.Id, r => r.CurrentStep == "count");
        await using var hub = await HubClient.ConnectAsync(server);

        var lines = hub.StreamAsync("Subscribe", submitted.Id.ToString(), 0);
        var seen = new List<(long Seq, string Text)>();
        await foreach (var line in lines)
        {
            seen.Add((line.GetProperty("seq").GetInt64(), line.GetProperty("text").GetString()!));
            if (seen[^1].Text == "one")
            {
                goOn.SetResult();
            }
        }

        seen.Select(s => s.Seq).ShouldBe(Enumerable.Range(1, seen.Count).Select(i => (long)i));
        seen.Select(s => s.Text).ShouldContain("two");
        seen[^1].Text.ShouldBe("Run succeeded");
    }

    [Fact]
    public async Task Watching_everything_begins_with_a_snapshot_and_goes_on_with_changes()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: new Script().Step("a").Register());
        var first = await server.Get<RunQueue>().SubmitAsync(Script.Request("first"), Actor.Portal, alongside: null, CancellationToken.None);
        await server.UntilFinalAsync(first.Id);
        await using var hub = await HubClient.ConnectAsync(server);

        SubmittedRun? second = null;
        await foreach (var change in hub.StreamAsync("SubscribeAll", ""))
        {
            var runs = change.GetProperty("runs").EnumerateArray().ToList();
            if (second is null)
            {
                change.GetProperty("kind").GetString().ShouldBe("snapshot");
                runs.ShouldContain(r => r.GetProperty("subject").GetString() == "first");
                second = await server.Get<RunQueue>().SubmitAsync(Script.Request("second"), Actor.Portal, alongside: null, CancellationToken.None);
            }
            else if (runs.Any(r => r.GetProperty("subject").GetString() == "second" && r.GetProperty("state").GetString() == "Succeeded"))
            {
                return;
            }
        }

        Assert.Fail("The stream ended before the second run did.");
    }

    [Fact]
    public async Task Only_runs_that_match_are_told_and_one_that_matched_until_now_once_more()
    {
        var goOn = new TaskCompletionSource();
        var script = new Script().Step("wait", async (_, token) =>
        {
            await goOn.Task.WaitAsync(token);
            return Portal.Domain.Runs.StepResult.Done();
        });
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: script.Register());
        var mine = await server.Get<RunQueue>().SubmitAsync(Script.Request("mine"), Actor.Portal, alongside: null, CancellationToken.None);
        await server.UntilAsync(mine.Id, r => r.State == Portal.Domain.Runs.RunState.Running);
        await using var hub = await HubClient.ConnectAsync(server);

        var first = true;
        await foreach (var change in hub.StreamAsync("SubscribeAll", "?state=Running&q=mine"))
        {
            var runs = change.GetProperty("runs").EnumerateArray().ToList();
            runs.ShouldAllBe(r => r.GetProperty("subject").GetString() == "mine");
            if (first)
            {
                first = false;
                await server.Get<RunQueue>().SubmitAsync(Script.Request("other"), Actor.Portal, alongside: null, CancellationToken.None);
                goOn.SetResult();
            }
            else if (runs.Any(r => r.GetProperty("state").GetString() == "Succeeded"))
            {
                return;
            }
        }

        Assert.Fail("The stream ended before the run did.");
    }

    [Fact]
    public async Task After_something_may_have_been_missed_there_is_another_snapshot()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: new Script().Step("a").Register());
        await using var hub = await HubClient.ConnectAsync(server);

        var snapshots = 0;
        await foreach (var change in hub.StreamAsync("SubscribeAll", ""))
        {
            if (change.GetProperty("kind").GetString() == "snapshot" && ++snapshots == 2)
            {
                return;
            }

            server.Get<Portal.Domain.Runs.RunFeed>().Publish(new Portal.Domain.Runs.RunSignal(null, 0));
        }

        Assert.Fail("The stream ended.");
    }

    [Fact]
    public async Task Who_does_not_read_holds_up_nobody_and_has_missed_nothing_in_the_end()
    {
        const int Lines = 3_000;
        var padding = new string('x', 1_000);
        var script = new Script().Step("talk", c =>
        {
            for (var i = 0; i < Lines; i++)
            {
                c.Note($"{i} {padding}");
            }
        });
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: script.Register());
        await using var slow = await HubClient.ConnectAsync(server);
        await using var quick = await HubClient.ConnectAsync(server);
        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None);

        await using var unread = slow.StreamAsync("Subscribe", submitted.Id.ToString(), 0).GetAsyncEnumerator();
        (await unread.MoveNextAsync()).ShouldBeTrue();
        var seen = await SeqsAsync(quick, submitted.Id);

        seen.Count.ShouldBeGreaterThan(Lines);
        seen.ShouldBe(Enumerable.Range(1, seen.Count).Select(i => (long)i));
        List<long> late = [unread.Current.GetProperty("seq").GetInt64()];
        while (await unread.MoveNextAsync())
        {
            late.Add(unread.Current.GetProperty("seq").GetInt64());
        }

        late.ShouldBe(seen);
    }

    private static async Task<List<long>> SeqsAsync(HubClient hub, Guid run)
    {
        List<long> seqs = [];
        await foreach (var line in hub.StreamAsync("Subscribe", run.ToString(), 0))
        {
            seqs.Add(line.GetProperty("seq").GetInt64());
        }

        return seqs;
    }
}
