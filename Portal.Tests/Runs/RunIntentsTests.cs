using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

public sealed class RunIntentsTests(TestDatabase database)
{
    [Fact]
    public async Task An_effect_that_happened_unheard_is_found_outside_and_not_had_again()
    {
        var outside = new Volumes { LoseNextAnswer = true };
        await using var server = await StartAsync(outside);
        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None);
        (await server.UntilFinalAsync(submitted.Id)).State.ShouldBe(RunState.Failed);

        await server.Get<RunVerbs>().RetryAsync(submitted.Id, fromStep: null, why: null, Actor.Portal, CancellationToken.None);
        var run = await server.UntilFinalAsync(submitted.Id);

        (run.State, run.Outcome, outside.Made.Count, outside.Calls).ShouldBe((RunState.Succeeded, "volume-1", 1, 1));
        await using var db = server.Db();
        (await db.OutsideIntents.SingleAsync()).State.ShouldBe(IntentState.Done);
        (await db.AuditEntries.CountAsync(a => a.Action == "outside.volume")).ShouldBe(1);
    }

    [Fact]
    public async Task An_effect_that_never_happened_is_had_under_the_same_id()
    {
        var outside = new Volumes { RefuseNext = true };
        await using var server = await StartAsync(outside);
        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None);
        await server.UntilFinalAsync(submitted.Id);

        await server.Get<RunVerbs>().RetryAsync(submitted.Id, fromStep: null, why: null, Actor.Portal, CancellationToken.None);

        (await server.UntilFinalAsync(submitted.Id)).Outcome.ShouldBe("volume-1");
        outside.Asked.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task The_sweep_settles_what_a_run_left_open_by_asking_the_outside()
    {
        var outside = new Volumes { LoseNextAnswer = true };
        await using var server = await StartAsync(outside, new Dictionary<string, string?> { ["Runs:IntentSweep"] = "00:00:00.2", ["Runs:OutsideTimeout"] = "00:00:00.1", ["GwoManifests:CallTimeout"] = "00:00:00.1" });
        var happened = await server.Get<RunQueue>().SubmitAsync(Script.Request("a"), Actor.Portal, alongside: null, CancellationToken.None);
        await server.UntilFinalAsync(happened.Id);
        outside.RefuseNext = true;
        var never = await server.Get<RunQueue>().SubmitAsync(Script.Request("b"), Actor.Portal, alongside: null, CancellationToken.None);
        await server.UntilFinalAsync(never.Id);

        (await SettledAsync(server, happened.Id)).State.ShouldBe(IntentState.Done);
        (await SettledAsync(server, never.Id)).State.ShouldBe(IntentState.Dropped);
    }

    // A retry after the sweep gave the effect up has it after all, once.
    [Fact]
    public async Task What_the_sweep_dropped_is_had_when_the_run_is_retried()
    {
        var outside = new Volumes { RefuseNext = true };
        await using var server = await StartAsync(outside, new Dictionary<string, string?> { ["Runs:IntentSweep"] = "00:00:00.2", ["Runs:OutsideTimeout"] = "00:00:00.1", ["GwoManifests:CallTimeout"] = "00:00:00.1" });
        var run = await server.Get<RunQueue>().SubmitAsync(Script.Request("a"), Actor.Portal, alongside: null, CancellationToken.None);
        await server.UntilFinalAsync(run.Id);
        (await SettledAsync(server, run.Id)).State.ShouldBe(IntentState.Dropped);

        await server.Get<RunVerbs>().RetryAsync(run.Id, fromStep: null, why: null, Actor.Portal, CancellationToken.None);

        (await server.UntilFinalAsync(run.Id)).Outcome.ShouldBe("volume-1");
        outside.Made.Count.ShouldBe(1);
    }

    private Task<PortalServer> StartAsync(Volumes outside, IReadOnlyDictionary<string, string?>? settings = null) => StartAsync(database, outside, settings);

    private static async Task<PortalServer> StartAsync(TestDatabase database, Volumes outside, IReadOnlyDictionary<string, string?>? settings)
    {
        var script = new Script().Step("make", async (context, token) =>
        {
            var made = await context.OnceAsync(new OnceEffect<string, Volume>("volume", "reads", "volume reads", "10 GB", TimeSpan.FromMilliseconds(50), outside.MakeAsync), token);
            return StepResult.Done(made.Name);
        });
        return await PortalServer.StartAsync(await database.CreateAsync(), settings, services =>
        {
            script.Register()(services);
            services.AddSingleton<IIntentKind>(outside);
        });
    }

    private static Task<OutsideIntent> SettledAsync(PortalServer server, Guid run) => Eventually.IsAsync(async () =>
    {
        await using var db = server.Db();
        return await db.OutsideIntents.AsNoTracking().SingleAsync(i => i.RunId == run);
    }, i => i.State != IntentState.Open, "the intent to be settled");

    private sealed record Volume(string Name);

    /// <summary>An outside that makes volumes, by an id the caller chooses, and can lose its answer or refuse.</summary>
    private sealed class Volumes : IIntentKind
    {
        public string Name => "volume";

        public ConcurrentDictionary<Guid, Volume> Made { get; } = new();

        public ConcurrentQueue<Guid> Asked { get; } = new();

        public int Calls => Asked.Count;

        public bool LoseNextAnswer { get; set; }

        public bool RefuseNext { get; set; }

        public Task<Volume> MakeAsync(Guid id, CancellationToken cancellationToken)
        {
            Asked.Enqueue(id);
            if (RefuseNext)
            {
                RefuseNext = false;
                throw new StepFailedException("The outside refused.");
            }

            var made = Made.GetOrAdd(id, _ => new Volume($"volume-{Made.Count + 1}"));
            if (LoseNextAnswer)
            {
                LoseNextAnswer = false;
                throw new StepFailedException("The connection broke before the answer came.");
            }

            return Task.FromResult(made);
        }

        public Task<string?> FindAsync(OutsideIntent intent, CancellationToken cancellationToken) =>
            Task.FromResult(Made.TryGetValue(intent.Id, out var made) ? RunParameters.Write(made) : null);
    }
}
