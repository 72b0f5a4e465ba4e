using System.Text;
using System.Text.Json;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Domain.Runs;

namespace Portal.Jobs.Outside.Ena;

/// <summary>ENA's portal API as far as runs go: counts, searches, and which fields there are. Never by offset, which it refuses.</summary>
public sealed class EnaClient(EnaTransport transport, TimeProvider clock)
{
    private const string Result = "read_run";
    private static readonly TimeSpan SchemaAge = TimeSpan.FromHours(1);
    private Schema? _schema;

    /// <summary>How many runs match.</summary>
    public async Task<long> CountAsync(string query, CancellationToken cancellationToken)
    {
        var answer = await transport.TextAsync(Address("count", ("result", Result), ("query", query)), "counting runs", cancellationToken);
        var lines = answer.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines switch
        {
            [] or ["count"] => 0,
            ["count", var number] when long.TryParse(number, out var count) => count,
            [var number] when long.TryParse(number, out var count) => count,
            _ => throw EnaRefusedException.Of(200, answer),
        };
    }

    /// <summary>The fields of runs that can be asked for at the moment.</summary>
    public async Task<IReadOnlySet<string>> ReturnFieldsAsync(CancellationToken cancellationToken)
    {
        if (_schema is { } known && clock.GetUtcNow() - known.At < SchemaAge)
        {
            return known.Fields;
        }

        var answer = await transport.TextAsync(Address("returnFields", ("result", Result), ("format", "json")), "asking for the fields of runs", cancellationToken);
        var fields = FieldsOf(answer);
        _schema = new(clock.GetUtcNow(), fields);
        return fields;
    }

    /// <summary>Every run that matches, in no order, a row at a time: the cells of <paramref name="fields"/>, in their order.</summary>
    /// <exception cref="EnaTroubleException">The answer broke off in the middle.</exception>
    public async IAsyncEnumerable<string[]> SearchAsync(string query, IReadOnlyList<string> fields, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var address = Address("search", ("result", Result), ("query", query), ("fields", string.Join(',', fields)), ("limit", "0"), ("format", "tsv"));
        using var answer = await transport.OpenAsync(address, "searching runs", cancellationToken);
        using var lines = new StreamReader(await answer.Response.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8, detectEncodingFromByteOrderMarks: false, 64 * 1024);
        var table = new EnaTable(lines, transport);
        var columns = (await table.HeaderAsync(fields, cancellationToken)).ToList();
        if (columns.Count == 0)
        {
            yield break;
        }

        var order = columns.SequenceEqual(fields) ? null : fields.Select(f => columns.IndexOf(f)).ToArray();
        await foreach (var cells in table.RowsAsync(columns.Count, cancellationToken))
        {
            yield return order is null ? cells : Array.ConvertAll(order, i => cells[i]);
        }
    }

    private static IReadOnlySet<string> FieldsOf(string answer)
    {
        try
        {
            if (!answer.TrimStart().StartsWith('['))
            {
                return answer.Split('\n').Skip(1).Select(l => l.Split('\t')[0].Trim()).Where(f => f.Length > 0).ToHashSet(StringComparer.Ordinal);
            }

            using var json = JsonDocument.Parse(answer);
            return json.RootElement.EnumerateArray().Select(f => f.GetProperty("columnId").GetString()!).ToHashSet(StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new StepFailedException("ENA’s list of fields cannot be read. Ask whether its portal was changed.", e.Message, e);
        }
    }

    private Uri Address(string path, params (string Name, string Value)[] query) => transport.Patience.PortalUrl is { } root
        ? new Uri(QueryHelpers.AddQueryString(new Uri(root, path).ToString(), query.ToDictionary(q => q.Name, q => (string?)q.Value, StringComparer.Ordinal)))
        : throw new StepFailedException($"No address of ENA’s portal is configured. Set {transport.Patience.PortalUrlKey}.");

    private sealed record Schema(DateTimeOffset At, IReadOnlySet<string> Fields);
}
