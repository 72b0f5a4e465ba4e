using System.Globalization;

namespace Portal.Domain.GwoManifests;

/// <summary>Row numbers in few characters: "4-7,220".</summary>
public static class RowRanges
{
    public static string Write(IEnumerable<int> rows)
    {
        var parts = new List<string>();
        int? first = null, last = null;
        foreach (var row in rows.Distinct().Order())
        {
            if (last is { } before && row == before + 1)
            {
                last = row;
                continue;
            }

            Close();
            (first, last) = (row, row);
        }

        Close();
        return string.Join(',', parts);

        void Close()
        {
            if (first is { } from)
            {
                parts.Add(from == last ? $"{from}" : $"{from}-{last}");
            }
        }
    }

    /// <exception cref="FormatException">It is not written like that.</exception>
    public static IEnumerable<int> Read(string text)
    {
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-');
            var from = int.Parse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture);
            var to = ends.Length == 1 ? from : int.Parse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture);
            for (var row = from; row <= to; row++)
            {
                yield return row;
            }
        }
    }
}
