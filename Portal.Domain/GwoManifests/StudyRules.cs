using System.Collections.ObjectModel;

namespace Portal.Domain.GwoManifests;

/// <summary>What becomes of a kind of problem in a study.</summary>
public enum SeverityChoice
{
    Error,
    Warning,

    /// <summary>Not told at all.</summary>
    Off,
}

/// <summary>How manifests of one study are judged: the usual severities, those an administrator changed, and whether the rule pack is on.</summary>
public sealed record StudyRules(string StudyId)
{
    public IReadOnlyDictionary<string, SeverityChoice> Severities { get; init; } = ReadOnlyDictionary<string, SeverityChoice>.Empty;

    public bool RulePack { get; init; }

    public SeverityChoice Of(string code) => Severities.TryGetValue(code, out var choice) ? choice : IssueCodes.Kind(code).Usual;

    /// <exception cref="RuleException">A code is none, or its severity cannot be chosen.</exception>
    public static StudyRules Require(string studyId, IReadOnlyDictionary<string, SeverityChoice> severities, bool rulePack)
    {
        foreach (var (code, choice) in severities)
        {
            var kind = IssueCodes.Find(code) ?? throw new RuleException("issue-code", $"“{code}” is no code of an issue. The codes are listed beside the settings.", 400);
            if (!Enum.IsDefined(choice))
            {
                throw new RuleException("severity", $"“{choice}” is no severity; use error, warning or off.", 400);
            }

            if (choice != kind.Usual && kind.WhyFixed(choice) is { } why)
            {
                throw new RuleException("severity-fixed", $"{code} cannot be {Word(choice)}: {why}", 409);
            }
        }

        return new StudyRules(studyId)
        {
            Severities = severities.Where(s => s.Value != IssueCodes.Kind(s.Key).Usual).ToDictionary(StringComparer.Ordinal),
            RulePack = rulePack,
        };
    }

    public static string Word(SeverityChoice choice) => choice switch
    {
        SeverityChoice.Error => "an error",
        SeverityChoice.Warning => "a warning",
        SeverityChoice.Off => "turned off",
        _ => throw new InvalidOperationException($"No word for {choice}."),
    };
}
