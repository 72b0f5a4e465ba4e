using Portal.Common;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Jobs.GwoManifests;
using Portal.Runs;

namespace Portal.GwoManifests;

/// <summary>The parameters of a manifest's runs as a curator knows them.</summary>
internal static class ManifestRunWords
{
    public static IReadOnlyList<RunParameterFact> OfCheck(RunDetail run) => Subject(run);

    public static IReadOnlyList<RunParameterFact> OfApply(RunDetail run)
    {
        var parameters = RunParameters.Read<ApplyParameters>(run.Parameters);
        return
        [
            .. Subject(run),
            new("Policy", parameters.Policy switch
            {
                ApplyPolicy.AllOrNothing => "All or nothing",
                ApplyPolicy.GoodRows => "Good rows only",
                _ => throw new InvalidOperationException($"No words for {parameters.Policy}."),
            }),
            new("Plan", "of this check", Url: $"runs/{parameters.PlanRunId}"),
            new("Registered values", parameters.Replace switch
            {
                { All: true } => "All may be replaced",
                { Ticks: { Count: > 0 } ticks } => $"{Counts.Say(ticks.Count, "tick")} to replace: {string.Join(", ", ticks.Select(t => t.Field).Distinct(StringComparer.Ordinal))}",
                _ => "Stay as they are",
            }),
            .. parameters.Options.OfFile().Select(o => new RunParameterFact(NameOf(o.Name), o.Value switch { true => "Yes", false => "No", var text => $"{text}" })),
        ];
    }

    // The Data Service's field: "visibility_reason".
    private static string NameOf(string field) => $"{char.ToUpperInvariant(field[0])}{field[1..].Replace('_', ' ')}";

    public static IReadOnlyList<RunParameterFact> OfRollback(RunDetail run) =>
        [.. Subject(run), new("Load", "rolled back", Url: $"runs/{RunParameters.Read<RollbackParameters>(run.Parameters).ApplyRunId}")];

    // A manifest's run is about "SD_ME0WME0W · gwo_2026-11-17.tsv".
    private static RunParameterFact[] Subject(RunDetail run) => run.Run.Subject.Split(" · ", 2) is [var study, var file]
        ? [new("Study", study), new("Manifest", file, Url: run.Run.SubjectUrl?.TrimStart('/'))]
        : [new("Manifest", run.Run.Subject, Url: run.Run.SubjectUrl?.TrimStart('/'))];
}
