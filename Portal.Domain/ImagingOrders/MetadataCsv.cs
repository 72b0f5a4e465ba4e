using System.Text;

namespace Portal.Domain.ImagingOrders;

/// <summary>metadata.csv beside an image: rows of two cells become keys and values; a header would be one too. A row of any other length is left out and told.</summary>
public static class MetadataCsv
{
    public const string FileName = "metadata.csv";

    /// <param name="files">Contents, later ones win.</param>
    public static (IReadOnlyList<KeyValuePair<string, string>> Pairs, IReadOnlyList<string> Problems) Read(IEnumerable<string> files)
    {
        var (pairs, problems) = (new List<KeyValuePair<string, string>>(), new List<string>());
        foreach (var (row, number) in files.SelectMany(f => Rows(f).Select((r, i) => (r, i + 1))))
        {
            if (row.Count != 2)
            {
                if (row is not [""])
                {
                    problems.Add($"Row {number} of {FileName} has {(row.Count == 1 ? "one cell" : $"{row.Count} cells")} instead of two; it is left out.");
                }

                continue;
            }

            var (key, value) = (row[0].Trim(), row[1].Trim());
            if (key.Length == 0)
            {
                continue;
            }

            var at = pairs.FindIndex(p => p.Key == key);
            if (at < 0)
            {
                pairs.Add(new(key, value));
            }
            else
            {
                pairs[at] = new(key, value);
            }
        }

        return (pairs, problems);
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(string text)
    {
        var (row, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        text = text.TrimStart('\uFEFF').ReplaceLineEndings("\n");
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' when quoted && i + 1 < text.Length && text[i + 1] == '"':
                    cell.Append(text[i++]);
                    break;
                case '"' when quoted || cell.Length == 0:
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    row.Add(cell.ToString());
                    cell.Clear();
                    break;
                case '\n' when !quoted:
                    yield return [.. row, cell.ToString()];
                    row = [];
                    cell.Clear();
                    break;
                default:
                    cell.Append(text[i]);
                    break;
            }
        }

        if (row.Count > 0 || cell.Length > 0)
        {
            yield return [.. row, cell.ToString()];
        }
    }
}
