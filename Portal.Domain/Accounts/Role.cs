using System.Text.RegularExpressions;

namespace Portal.Domain.Accounts;

/// <summary>Each may do what the one before may, and more.</summary>
public enum Role
{
    Viewer = 1,
    Curator = 2,
    Operator = 3,
    Admin = 4,
}

/// <summary>What a subject belongs to: a study, an OMERO group, or everything.</summary>
public static partial class Scopes
{
    public const string Everything = "*";

    /// <summary>What is not public yet: seen by curators of the whole portal and by nobody else. Nobody is given a role in it.</summary>
    public const string Drafts = "drafts";

    public const string StudyPrefix = "study:";
    public const string OmeroGroupPrefix = "omero-group:";

    public static string Study(string studyId) => StudyPrefix + studyId;

    public static string OmeroGroup(string group) => OmeroGroupPrefix + group;

    /// <exception cref="RuleException">It is none of the three kinds; the sentence says which there are.</exception>
    public static string Require(string? scope) => scope?.Trim() is { } text && IsOne(text) ? text
        : throw new RuleException("scope", $"“{scope}” is no scope. It is * for the whole portal, study:SD_… for a study, or omero-group:… for a group in OMERO.", 400);

    public static bool IsOne(string scope) => Kinds().IsMatch(scope);

    /// <summary>"the whole portal", "study SD_ME0WME0W", "OMERO group imaging".</summary>
    public static string Say(string scope) => scope switch
    {
        Everything => "the whole portal",
        Drafts => "the drafts of the whole portal",
        _ when scope.StartsWith(StudyPrefix, StringComparison.Ordinal) => $"study {scope[StudyPrefix.Length..]}",
        _ when scope.StartsWith(OmeroGroupPrefix, StringComparison.Ordinal) => $"OMERO group {scope[OmeroGroupPrefix.Length..]}",
        _ => scope,
    };

    [GeneratedRegex(@"^(\*|study:SD_[0-9A-Z]{1,32}|omero-group:[^\s:][^:\p{C}]{0,98})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Kinds();
}
