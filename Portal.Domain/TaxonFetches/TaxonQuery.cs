namespace Portal.Domain.TaxonFetches;

/// <summary>What ENA is asked for a taxon, in its query language. Whatever a person added stands in parentheses: AND binds tighter than OR there.</summary>
public static class TaxonQuery
{
    private static readonly DateOnly First = new(1982, 1, 1);

    /// <param name="exact">Only the taxon itself.</param>
    public static string Of(long taxId, bool exact, string? extra)
    {
        var taxon = exact ? $"tax_eq({taxId})" : $"tax_tree({taxId})";
        return string.IsNullOrWhiteSpace(extra) ? taxon : $"{taxon} AND ({extra.Trim()})";
    }

    public static string Within(string query, DayRange range) => $"{query} AND first_public>={range.From:yyyy-MM-dd} AND first_public<{range.Until:yyyy-MM-dd}";

    public static string Outside(string query, DayRange range) => $"{query} AND NOT (first_public>={range.From:yyyy-MM-dd} AND first_public<{range.Until:yyyy-MM-dd})";

    /// <summary>What was published since a day; that day counts.</summary>
    public static string Since(string query, DateOnly day) => $"{query} AND first_public>={day:yyyy-MM-dd}";

    /// <summary>Everything there can be: from the archive's first year into the year after next, as what is not public yet has a day in the future.</summary>
    public static DayRange Always(DateTimeOffset now) => new(First, new DateOnly(now.Year + 2, 1, 1));
}
