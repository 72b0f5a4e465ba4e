using System.Collections.Immutable;

namespace Portal.Domain.GwoManifests;

/// <summary>What a load says of everything it creates, beyond manifest and S3. What is null is not sent; only <c>visible</c> always is.</summary>
public sealed record LoadOptions
{
    public bool? Visible { get; init; }
    public string? VisibilityReason { get; init; }
    public string? VisibilityComment { get; init; }

    /// <summary>Objects in an archive class are Cold Storage whatever this says.</summary>
    public string? Availability { get; init; }

    public string? ReferenceGenome { get; init; }
    public bool? ControlledAccess { get; init; }

    public const string Immediate = "Immediate Download";
    public const string Cold = "Cold Storage";
    private const int LongestText = 1000;

    public static LoadOptions None { get; } = new();

    public static ImmutableArray<string> Reasons { get; } =
        ["Ready For Release", "Pre-Release", "Sample Issue", "Consent Hold", "Sequencing Quality Issue", "Other", "Unknown"];

    public static ImmutableArray<string> Availabilities { get; } = [Immediate, Cold];

    /// <summary>What is left open here, as the study has it.</summary>
    public LoadOptions Over(LoadOptions defaults) => new()
    {
        Visible = Visible ?? defaults.Visible,
        VisibilityReason = VisibilityReason ?? defaults.VisibilityReason,
        VisibilityComment = VisibilityComment ?? defaults.VisibilityComment,
        Availability = Availability ?? defaults.Availability,
        ReferenceGenome = ReferenceGenome ?? defaults.ReferenceGenome,
        ControlledAccess = ControlledAccess ?? defaults.ControlledAccess,
    };

    /// <summary>Trimmed, blank as null.</summary>
    /// <exception cref="RuleException">A value is not one the Data Service accepts.</exception>
    public LoadOptions Checked()
    {
        var tidy = this with
        {
            VisibilityReason = Text(VisibilityReason),
            VisibilityComment = Text(VisibilityComment),
            Availability = Text(Availability),
            ReferenceGenome = Text(ReferenceGenome),
        };
        Require("visibilityReason", tidy.VisibilityReason, Reasons);
        Require("availability", tidy.Availability, Availabilities);
        return tidy.VisibilityComment?.Length > LongestText || tidy.ReferenceGenome?.Length > LongestText
            ? throw new RuleException("options", $"A comment or reference genome may have {LongestText:N0} characters.", 400)
            : tidy;
    }

    /// <summary>The fields of the Data Service every created record gets, links as well.</summary>
    public IEnumerable<(string Name, object Value)> OfEveryRecord()
    {
        yield return ("visible", Visible ?? true);
        if (VisibilityReason is { } reason)
        {
            yield return ("visibility_reason", reason);
        }

        if (VisibilityComment is { } comment)
        {
            yield return ("visibility_comment", comment);
        }
    }

    /// <summary>Those of a created genomic file.</summary>
    public IEnumerable<(string Name, object Value)> OfFile()
    {
        if (Availability is { } availability)
        {
            yield return ("availability", availability);
        }

        if (ReferenceGenome is { } genome)
        {
            yield return ("reference_genome", genome);
        }

        if (ControlledAccess is { } controlled)
        {
            yield return ("controlled_access", controlled);
        }

        foreach (var field in OfEveryRecord())
        {
            yield return field;
        }
    }

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static void Require(string name, string? value, ImmutableArray<string> allowed)
    {
        if (value is not null && !allowed.Contains(value, StringComparer.Ordinal))
        {
            throw new RuleException("options", $"“{value}” is no {name}. Use {string.Join(", ", allowed[..^1])} or {allowed[^1]}, or leave it out.", 400);
        }
    }
}
