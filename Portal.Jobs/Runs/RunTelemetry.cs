using System.Diagnostics;
using System.Diagnostics.Metrics;
using Portal.Domain.Runs;

namespace Portal.Jobs.Runs;

/// <summary>What the engine tells whoever measures: one method per thing that happens, so that names and labels are decided here alone.</summary>
public sealed class RunTelemetry
{
    /// <summary>Name of the traces' source and of the meter.</summary>
    public const string Name = "Portal.Runs";

    private static readonly ActivitySource Source = new(Name, NodeIdentity.Version);
    private static readonly InstrumentAdvice<double> Work = new() { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14400, 86400] };
    private static readonly InstrumentAdvice<double> Call = new() { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] };
    private readonly Histogram<double> _runs;
    private readonly Histogram<double> _steps;
    private readonly Histogram<double> _waits;
    private readonly Histogram<double> _calls;
    private readonly Histogram<double> _schedules;
    private readonly Counter<long> _events;
    private readonly Counter<long> _claims;
    private readonly Counter<long> _lost;

    public RunTelemetry(IMeterFactory meters, RunGauges gauges)
    {
        var meter = meters.Create(Name, NodeIdentity.Version);
        _runs = meter.CreateHistogram("portal.run.duration", "s", "From the first claim of an attempt to its end", tags: null, Work);
        _steps = meter.CreateHistogram("portal.step.duration", "s", "From the start of a step to its end", tags: null, Work);
        _waits = meter.CreateHistogram("portal.queue.wait", "s", "From being queued to being claimed", tags: null, Work);
        _calls = meter.CreateHistogram("portal.outside.duration", "s", "Calls to outside systems, by system and status", tags: null, Call);
        _schedules = meter.CreateHistogram("portal.schedule.duration", "s", "Executions of schedules", tags: null, Work);
        _events = meter.CreateCounter<long>("portal.events", description: "Lines written into the history of runs");
        _claims = meter.CreateCounter<long>("portal.claims", description: "Runs taken by this node: from the queue, after waiting, or over from another owner");
        _lost = meter.CreateCounter<long>("portal.leases.lost", description: "Runs this node lost to another owner");
        meter.CreateObservableGauge("portal.runs", gauges.Counts, description: "Runs of all nodes that are not finished, by state");
        meter.CreateObservableGauge("portal.queue.oldest", gauges.Oldest, "s", "How long the run that is queued longest has been queued");
    }

    /// <summary>A span around one run's work on this node; dispose it when the node lets go.</summary>
    public static Activity? StartRun(Run run) => Source.StartActivity($"run {run.Workflow}", ActivityKind.Internal)
        ?.SetTag("portal.run", $"R-{run.Number}").SetTag("portal.run.id", run.Id).SetTag("portal.workflow", run.Workflow).SetTag("portal.attempt", run.Attempt);

    /// <summary>A span around one step.</summary>
    public static Activity? StartStep(Run run, RunStep step) => Source.StartActivity($"step {step.Name}")
        ?.SetTag("portal.run", $"R-{run.Number}").SetTag("portal.step", step.Name);

    /// <param name="from">The state it was claimed from.</param>
    public void Claimed(Run run, RunState from, DateTimeOffset now)
    {
        _claims.Add(1, new("workflow", run.Workflow), new("from", from switch
        {
            RunState.Queued => "queue",
            RunState.Waiting => "waiting",
            RunState.Running => "takeover",
            _ => throw new InvalidOperationException($"A run is not claimed from {from}."),
        }));
        if (from == RunState.Queued)
        {
            var since = run.DueAt is { } due && due > run.QueuedAt ? due : run.QueuedAt;
            _waits.Record(Math.Max(0, (now - since).TotalSeconds), new KeyValuePair<string, object?>("workflow", run.Workflow));
        }
    }

    /// <summary>After a change that ended the run; others are ignored.</summary>
    public void Ended(Run run)
    {
        if (run is { StartedAt: { } started, EndedAt: { } ended })
        {
            _runs.Record((ended - started).TotalSeconds, new("workflow", run.Workflow), new("state", run.State.ToString()));
        }
    }

    public void StepEnded(string workflow, RunStep step)
    {
        if (step is { StartedAt: { } started, EndedAt: { } ended })
        {
            _steps.Record((ended - started).TotalSeconds, new("workflow", workflow), new("step", step.Name), new("state", step.State.ToString()));
        }
    }

    /// <param name="status">The HTTP status, or a word for why there was none.</param>
    public void OutsideCall(string system, string status, TimeSpan took) => _calls.Record(took.TotalSeconds, new("system", system), new("status", status));

    public void ScheduleRan(string schedule, bool succeeded, TimeSpan took) =>
        _schedules.Record(took.TotalSeconds, new("schedule", schedule), new("state", succeeded ? "Succeeded" : "Failed"));

    public void EventsWritten(int lines) => _events.Add(lines);

    public void LeaseLost() => _lost.Add(1);
}
