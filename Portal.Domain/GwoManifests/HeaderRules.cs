namespace Portal.Domain.GwoManifests;

/// <summary>Problems of the whole file: columns absent or there twice, no rows.</summary>
public static class HeaderRules
{
    public static void Apply(ManifestTable table, IssueList issues)
    {
        if (table.MixesLayouts)
        {
            issues.Add(0, "", IssueCodes.TwoLayouts, "", $"The headers of both a {string.Join(" and a ", ManifestProfile.All.Select(p => p.Title))} are there; which one is meant cannot be told.",
                "The headers of one layout", $"Remove the columns of the other; “{ManifestProfile.Gwo.Origin}” and “{ManifestProfile.Harmonized.Origin}” tell them apart");
        }

        foreach (var column in table.MissingColumns)
        {
            issues.Add(0, column, IssueCodes.MissingColumn, "", $"The column “{column}” is missing.",
                $"A {table.Profile.Title} has the columns {string.Join(", ", table.Profile.Required)}", Near(column, table));
        }

        foreach (var (column, positions) in table.DuplicateColumns)
        {
            issues.Add(0, column, IssueCodes.DuplicateColumn, $"columns {string.Join(" and ", positions)}",
                $"The column “{column}” stands there {positions.Count} times; which one counts cannot be told.",
                "Each column once", "Remove or rename the ones that do not count");
        }

        if (table.Rows.Count == 0)
        {
            issues.Add(0, "", IssueCodes.EmptyManifest, "", "The manifest has no rows below its header.", "At least one row");
        }
    }

    private static string? Near(string column, ManifestTable table)
    {
        var wanted = ManifestColumns.Loose(column);
        var best = table.Headers
            .Where(h => h.Length is > 0 and < 100 && !table.Profile.Columns.Contains(h, StringComparer.Ordinal))
            .Select(h => (Header: h, Distance: Distance(wanted, ManifestColumns.Loose(h))))
            .Where(c => c.Distance <= Math.Max(2, wanted.Length / 4))
            .OrderBy(c => c.Distance)
            .FirstOrDefault();
        return best.Header is null ? null : $"Rename “{best.Header}” if that is what it means";
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
