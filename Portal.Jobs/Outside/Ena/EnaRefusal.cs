namespace Portal.Jobs.Outside.Ena;

/// <summary>What kind of no ENA said.</summary>
public enum EnaRefusalKind
{
    /// <summary>A field it does not return.</summary>
    UnknownField,

    /// <summary>A field it cannot search by; told by a status that looks like trouble and is none.</summary>
    UnknownSearchField,

    /// <summary>A column that may not stand in a query.</summary>
    NotSearchable,
    UnsupportedParameter,
    WrongAccession,
    NoSuchPlace,

    /// <summary>An answer of another shape: a page, a sentence.</summary>
    NotATable,
    Other,
}

/// <summary>ENA says no, and would say so again.</summary>
public sealed class EnaRefusedException(EnaRefusalKind kind, int status, string words) : Exception($"ENA refused the question ({status}): {words}")
{
    public EnaRefusalKind Kind { get; } = kind;

    public int Status { get; } = status;

    public string Words { get; } = words;

    public static EnaRefusedException Of(int status, string body)
    {
        var words = body.ReplaceLineEndings(" ").Trim();
        return new(KindOf(status, words), status, words.Length <= 300 ? words : words[..300] + "…");
    }

    private static EnaRefusalKind KindOf(int status, string words) => words switch
    {
        _ when words.StartsWith("Invalid fieldName", StringComparison.Ordinal) => EnaRefusalKind.UnknownField,
        _ when words.StartsWith("Unknown search field", StringComparison.Ordinal) => EnaRefusalKind.UnknownSearchField,
        _ when words.StartsWith("Invalid column", StringComparison.Ordinal) => EnaRefusalKind.NotSearchable,
        _ when words.StartsWith("Unsupported param", StringComparison.Ordinal) => EnaRefusalKind.UnsupportedParameter,
        _ when words.StartsWith("Accession(s)", StringComparison.Ordinal) => EnaRefusalKind.WrongAccession,
        _ when status == 404 => EnaRefusalKind.NoSuchPlace,
        _ when status == 200 => EnaRefusalKind.NotATable,
        _ => EnaRefusalKind.Other,
    };
}

/// <summary>ENA, or the way to it, is in trouble; later it may answer.</summary>
public sealed class EnaTroubleException(string what, bool retry, Exception? cause = null) : Exception(what, cause)
{
    /// <summary>Worth another try at once.</summary>
    public bool Retry { get; } = retry;
}
