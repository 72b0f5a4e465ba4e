using System.Text.Json;

namespace Portal.Domain.ImagingOrders;

/// <summary>A row of the importer's table: one change of stage, with a copy of the whole order.</summary>
public sealed record ImportRow
{
    public required long Id { get; init; }

    /// <summary>The order's; text, because others may write what they like.</summary>
    public required string Uuid { get; init; }

    public required string Group { get; init; }
    public required string User { get; init; }
    public required string DestinationType { get; init; }
    public required string DestinationId { get; init; }

    /// <summary>As it stands there; see <see cref="Is"/>.</summary>
    public required string Stage { get; init; }

    /// <summary>Some clients write none.</summary>
    public DateTimeOffset? At { get; init; }

    public required IReadOnlyList<string> Files { get; init; }
    public IReadOnlyList<string> FileNames { get; init; } = [];
    public string? Description { get; init; }
    public long? PreprocessingId { get; init; }

    /// <summary>JSON; the newer table has it.</summary>
    public string? ImportOptions { get; init; }

    public ImportStage Is => ImportStages.Read(Stage);

    /// <summary>A list of texts in a cell, however its JSON is spelled; what is none is told as its own text.</summary>
    public static IReadOnlyList<string> List(string? cell)
    {
        try
        {
            return string.IsNullOrWhiteSpace(cell) ? [] : JsonSerializer.Deserialize<List<string>>(cell) ?? [];
        }
        catch (JsonException)
        {
            return [cell!];
        }
    }
}

/// <summary>A row of the importer's table of conversions.</summary>
public sealed record PreprocessingRow(long Id, string Container, string InputFile, string OutputFolder, string? AltOutputFolder, IReadOnlyList<ConversionParameter> Parameters)
{
    /// <summary>Parameters that are there without a value.</summary>
    public IReadOnlyList<string> Valueless { get; init; } = [];

    /// <summary>Why it cannot be run, as a part of a sentence; null: it can.</summary>
    public string? Problem =>
        Valueless is [var key, ..] ? $"the parameter “{key}” has no value"
        : !InputFile.Contains(Conversion.InputFile, StringComparison.Ordinal) ? $"its input “{InputFile}” does not say where the file goes, which is {Conversion.InputFile}"
        : null;

    /// <summary>A row as its cells have it.</summary>
    public static PreprocessingRow Of(long id, string container, string input, string output, string? alternative, string? parameters)
    {
        var read = Read(parameters);
        return new(id, container, input, output, alternative, [.. read.Where(p => p.Value is not null).Select(p => new ConversionParameter(p.Key, p.Value!))]) { Valueless = [.. read.Where(p => p.Value is null).Select(p => p.Key)] };
    }

    // In the cell's order; what is no text is told as its JSON, and null is nothing.
    private static IReadOnlyList<KeyValuePair<string, string?>> Read(string? cell)
    {
        if (string.IsNullOrWhiteSpace(cell))
        {
            return [];
        }

        using var json = JsonDocument.Parse(cell);
        return json.RootElement.ValueKind != JsonValueKind.Object ? []
            : [.. json.RootElement.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value.ValueKind switch
            {
                JsonValueKind.String => p.Value.GetString(),
                JsonValueKind.Null => null,
                _ => p.Value.GetRawText(),
            }))];
    }
}

/// <summary>The names the importer keeps of an order's files.</summary>
public static class ShortFileNames
{
    /// <summary>Base names: all of one or two, otherwise the first, an ellipsis and the last.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> files) => files.Count <= 2 ? [.. files.Select(Name)] : [Name(files[0]), "...", Name(files[^1])];

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}
