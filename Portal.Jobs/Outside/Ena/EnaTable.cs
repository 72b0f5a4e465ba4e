using System.Runtime.CompilerServices;

namespace Portal.Jobs.Outside.Ena;

/// <summary>ENA's tab-separated answers, a line at a time: quotation marks are letters like any other, and a sentence instead of a table is noticed.</summary>
internal sealed class EnaTable(StreamReader lines, EnaTransport transport)
{
    /// <summary>The columns; empty when there is not even a header.</summary>
    /// <exception cref="EnaRefusedException">It is no table with these columns.</exception>
    public async Task<IReadOnlyList<string>> HeaderAsync(IReadOnlyCollection<string> wanted, CancellationToken cancellationToken)
    {
        var line = await LineAsync(cancellationToken);
        if (string.IsNullOrWhiteSpace(line) || line.Trim() == "[]")
        {
            return [];
        }

        var columns = line.Split('\t');
        return wanted.All(columns.Contains) ? columns : throw EnaRefusedException.Of(200, line);
    }

    public async IAsyncEnumerable<string[]> RowsAsync(int columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await LineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                continue;
            }

            var cells = line.Split('\t');
            yield return cells.Length == columns ? cells : throw new EnaTroubleException($"a line has {cells.Length} cells where the header has {columns}; its answer broke off", retry: false);
        }
    }

    private ValueTask<string?> LineAsync(CancellationToken cancellationToken) => transport.InTimeAsync(lines.ReadLineAsync, cancellationToken);
}
