using Portal.Domain.Runs;

namespace Portal.Jobs.Runs;

/// <summary>What is gathered at the end of a step for one write: the run, the step, the one that starts, and everything said until then.</summary>
internal sealed class Ending(Run run, RunStep? step)
{
    private readonly List<JournalLine> _lines = [];

    public Run Run { get; } = run;

    public RunStep? Step { get; } = step;

    public RunStep? Also { get; set; }

    /// <summary>What the step said that is not stored yet.</summary>
    public Said Said { get; set; } = Said.Nothing;

    public void Say(DateTimeOffset at, string? stepName, EventLevel level, string text) => _lines.Add(new(at, stepName, level, text));

    public RunWrite ToWrite(Fence fence, bool moved)
    {
        if (Said.Progress is { } p)
        {
            Step!.Report(p.Done, p.Total, p.Unit, rate: null);
        }

        return new RunWrite(fence)
        {
            Run = Run,
            Moved = moved,
            Steps = [.. new[] { Step, Also }.OfType<RunStep>()],
            Lines = [.. Said.Lines, .. _lines],
            Warnings = Said.Warnings,
        };
    }
}
