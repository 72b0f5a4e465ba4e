namespace Portal.Domain.GwoManifests;

/// <summary>How a cell becomes values: trimmed, and split where several stand in one.</summary>
public static class ManifestCells
{
    /// <summary>Unicode white space, no-break spaces, zero-width characters and byte-order marks around a value mean nothing.</summary>
    public static ReadOnlySpan<char> Trim(ReadOnlySpan<char> cell)
    {
        var start = 0;
        var end = cell.Length;
        while (start < end && IsPadding(cell[start]))
        {
            start++;
        }

        while (end > start && IsPadding(cell[end - 1]))
        {
            end--;
        }

        return cell[start..end];
    }

    public static string Trim(string cell)
    {
        var trimmed = Trim(cell.AsSpan());
        return trimmed.Length == cell.Length ? cell : trimmed.ToString();
    }

    /// <summary>Specimens: separated by <c>;</c> or <c>,</c>.</summary>
    public static string[] SplitIds(string cell) =>
        cell.Length == 0 ? [] : cell.AsSpan().ContainsAny(';', ',') ? Distinct(cell.Split([';', ','])) : [cell];

    /// <summary>Sources: a separator counts only before the next <c>s3://</c>, because keys may hold commas.</summary>
    public static string[] SplitPaths(string cell)
    {
        if (cell.Length == 0)
        {
            return [];
        }

        if (!cell.AsSpan().ContainsAny(';', ','))
        {
            return [cell];
        }

        var parts = new List<string>();
        var start = 0;
        for (var i = 0; i < cell.Length; i++)
        {
            if (cell[i] is ';' or ',' && EndsHere(cell.AsSpan(i + 1)))
            {
                parts.Add(cell[start..i]);
                start = i + 1;
            }
        }

        parts.Add(cell[start..]);
        return Distinct([.. parts]);
    }

    /// <summary>TRUE or FALSE in any case; null when it is neither.</summary>
    public static bool? Truth(string cell) => cell.Equals("true", StringComparison.OrdinalIgnoreCase) ? true : cell.Equals("false", StringComparison.OrdinalIgnoreCase) ? false : null;

    private static bool EndsHere(ReadOnlySpan<char> rest)
    {
        rest = Trim(rest.TrimStart(";,"));
        return rest.IsEmpty || rest.StartsWith("s3://", StringComparison.OrdinalIgnoreCase);
    }

    private static string[] Distinct(string[] parts) =>
        [.. parts.Select(Trim).Where(p => p.Length > 0).Distinct(StringComparer.Ordinal)];

    private static bool IsPadding(char c) => char.IsWhiteSpace(c) || c is '\uFEFF' or '\u200B' or '\u200C' or '\u200D' or '\u2060';
}
