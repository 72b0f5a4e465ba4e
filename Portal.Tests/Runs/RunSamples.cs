using Npgsql;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

/// <summary>Runs as rows, without an engine that works on them.</summary>
internal sealed class RunSamples : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 17, 9, 0, 0, TimeSpan.Zero);
    private readonly NpgsqlDataSource _source;

    private RunSamples(NpgsqlDataSource source) => (_source, Contexts) = (source, new Contexts(source));

    public Contexts Contexts { get; }

    public static async Task<RunSamples> CreateAsync(TestDatabase database) => new(NpgsqlDataSource.Create(await database.CreateAsync()));

    public async Task<Run> AddAsync(RunState state = RunState.Queued, string subject = "thing", string scope = Scopes.Everything, double seconds = 10, Actor? by = null, string workflow = "scripted", Guid? parent = null)
    {
        var run = Run.Submit(new RunRequest { Workflow = workflow, SubjectKey = $"thing:{subject}", Subject = subject, Scope = scope, Parameters = "{}", ParentId = parent }, by ?? Actor.Portal, Start);
        var step = RunStep.Declare(run.Id, 1, 0, "load", "Load genomic files");
        if (state is not RunState.Queued)
        {
            run.Claim("node/1", Start.AddMinutes(1), Start);
            run.Enter("load");
            step.Start(Start);
            step.Report(3412, 4986, "files", 41);
        }

        var end = Start.AddSeconds(seconds);
        switch (state)
        {
            case RunState.Failed: run.Fail("The Data Service was unavailable.", "POST /genomic-files → 503", null, end); step.Finish(StepState.Failed, end, null); break;
            case RunState.Succeeded: run.Succeed("4,986 files", end); step.Finish(StepState.Succeeded, end, null); break;
            case RunState.Waiting: run.Wait(new Pause(WaitKind.Time, "Publish?", null)); step.Wait(); break;
            case RunState.Cancelled: run.RequestCancel(Actor.Portal, "no", end); run.Cancel(end); step.Finish(StepState.Cancelled, end, null); break;
        }

        var attempt = RunAttempt.Open(run.Id, 1, Start, run.CreatedBy, null, null);
        attempt.Follow(run, "node-1");
        await using var db = Contexts.CreateDbContext();
        db.AddRange(run, new RunSequence { RunId = run.Id }, attempt, step, RunStep.Declare(run.Id, 1, 1, "verify", "Verify"));
        await db.SaveChangesAsync();
        return run;
    }

    public async Task WriteAsync(Guid runId, int from, int count, EventLevel level = EventLevel.Info, string step = "load", string text = "line")
    {
        await using var db = Contexts.CreateDbContext();
        db.RunEvents.AddRange(Enumerable.Range(from, count).Select(seq => new RunEvent { RunId = runId, Seq = seq, At = Start.AddSeconds(seq), Attempt = 1, Step = step, Level = level, Text = $"{text} {seq}" }));
        await db.SaveChangesAsync();
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
