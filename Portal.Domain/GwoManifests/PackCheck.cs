using System.Globalization;

namespace Portal.Domain.GwoManifests;

/// <summary>The rule pack over the columns a manifest has.</summary>
internal sealed class PackCheck
{
    private readonly IssueList _issues;
    private readonly BucketScrape _scrape;
    private readonly ManifestProfile _profile;
    private readonly string[] _columns;
    private readonly List<(PackRule Rule, int Column, int When)> _rules = [];

    public PackCheck(ManifestTable table, BucketScrape scrape, IssueList issues)
    {
        (_issues, _scrape, _profile) = (issues, scrape, table.Profile);
        _columns = [.. table.OtherColumns];
        var loose = _columns.Select(ManifestColumns.Loose).ToList();
        foreach (var rule in RulePack.Rules)
        {
            var (column, when) = (loose.IndexOf(ManifestColumns.Loose(rule.Column)), rule.WhenColumn is { } w ? loose.IndexOf(ManifestColumns.Loose(w)) : -1);
            if ((column >= 0 || rule.Column == ManifestColumns.Filepath) && (rule.WhenColumn is null || when >= 0))
            {
                _rules.Add((rule, column, when));
            }
        }
    }

    public void Apply(ManifestRow row)
    {
        var format = FileFormats.Of(row.Filepath) ?? "";
        foreach (var (rule, column, when) in _rules)
        {
            if ((rule.Formats.Length > 0 && !rule.Formats.Contains(format, StringComparer.Ordinal))
                || (when >= 0 && !rule.WhenValues.Contains(row.Others[when], StringComparer.OrdinalIgnoreCase)))
            {
                continue;
            }

            var cell = column < 0 ? row.Filepath : row.Others[column];
            if (Expected(rule, row, cell) is { } expected)
            {
                _issues.Add(row.Row, column < 0 ? _profile.Filepath : _columns[column], rule.Code, cell, rule.Message, expected);
            }
        }
    }

    // What the cell should be; null when it is.
    private string? Expected(PackRule rule, ManifestRow row, string cell)
    {
        if (rule.Filled && cell.Length == 0)
        {
            return "A filled cell";
        }

        if (rule.OneOf.Length > 0 && !rule.OneOf.Contains(cell, StringComparer.OrdinalIgnoreCase))
        {
            return string.Join(", ", rule.OneOf);
        }

        return rule.AtLeast is { } least && _scrape.Objects.TryGetValue(row.Filepath, out var stored) && stored.Size < least
            ? $"At least {least.ToString("N0", CultureInfo.InvariantCulture)} bytes; these are {stored.Size.ToString("N0", CultureInfo.InvariantCulture)}" : null;
    }
}
