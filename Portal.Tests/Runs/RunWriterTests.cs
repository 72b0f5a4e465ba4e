using System.Net;
using System.Text;
using Npgsql;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;
using Portal.Sandbox.Network;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

public sealed class RunWriterTests(TestDatabase database)
{
    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_not_stored_a_second_time()
    {
        var connection = new NpgsqlConnectionStringBuilder(await database.CreateAsync());
        await using var line = new TroubledLine(new IPEndPoint(IPAddress.Loopback, connection.Port));
        connection.Port = line.Port;
        var done = 0;
        var script = new Script().Step("work", (context, _) =>
        {
            done++;
            context.Note("said once");
            line.SwallowAnswerTo(Encoding.ASCII.GetBytes("COMMIT"));
            return Task.FromResult(StepResult.Done());
        });
        await using var server = await PortalServer.StartAsync(connection.ConnectionString, services: script.Register());

        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None);
        var run = await UntilFinalAsync(server, submitted.Id);

        (run.State, done).ShouldBe((RunState.Succeeded, 1));
        (await server.EventsAsync(run.Id)).Count(e => e.Text is "said once" or "Run succeeded").ShouldBe(2);
    }

    [Fact]
    public async Task A_step_that_is_done_while_the_database_is_away_is_not_done_again_when_it_is_back()
    {
        var connection = new NpgsqlConnectionStringBuilder(await database.CreateAsync());
        var home = new IPEndPoint(IPAddress.Loopback, connection.Port);
        await using var line = new TroubledLine(home);
        connection.Port = line.Port;
        var (done, refused) = (0, new TaskCompletionSource());
        var script = new Script().Step("work", (_, _) =>
        {
            done++;
            line.Target = new IPEndPoint(IPAddress.Loopback, 1); // nobody is there
            line.Cut();
            line.Refused = () =>
            {
                line.Target = home; // back again, after at least one attempt to store the end met nobody
                refused.TrySetResult();
            };
            return Task.FromResult(StepResult.Done());
        });
        await using var server = await PortalServer.StartAsync(connection.ConnectionString, services: script.Register());

        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None);
        await refused.Task.WaitAsync(TimeSpan.FromMinutes(1));
        var run = await UntilFinalAsync(server, submitted.Id);

        (run.State, done).ShouldBe((RunState.Succeeded, 1));
    }

    // The test's own look at the run goes over the same troubled line.
    private static async Task<Run> UntilFinalAsync(PortalServer server, Guid run)
    {
        while (true)
        {
            try
            {
                return await server.UntilFinalAsync(run);
            }
            catch (Exception e) when (e is InvalidOperationException or NpgsqlException)
            {
                await Task.Yield();
            }
        }
    }
}
