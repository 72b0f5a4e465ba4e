using System.Text.Json;
using Portal.Domain.ImagingOrders;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>Recordings of the importer and of the web plugin, beside the checkout; tests that need them are skipped elsewhere.</summary>
internal static class ImagingFixtures
{
    private static readonly string Root = Environment.GetEnvironmentVariable("PORTAL_IMAGING") ?? Path.GetFullPath(Repository.Path("../shared/fixtures/imaging"));

    public static string At(string relative)
    {
        var path = Path.Combine(Root, relative);
        Assert.SkipUnless(File.Exists(path), $"The recordings are not at {Root}; PORTAL_IMAGING names another place.");
        return path;
    }

    public static JsonElement Json(string relative)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(At(relative)));
        return document.RootElement.Clone();
    }

    /// <summary>A dump of the tables, without what only psql understands; it empties the search path, so that the next session begins anew.</summary>
    public static string Schema(string name) =>
        string.Join('\n', File.ReadAllLines(At(name)).Where(l => !l.StartsWith('\\') && !l.Contains("search_path", StringComparison.Ordinal)));

    /// <summary>Every recorded order with its case and rows.</summary>
    public static IReadOnlyList<(string Uuid, string Case, IReadOnlyList<ImportRow> Rows)> Orders() =>
        [.. Json("recorded/stage-rows.json").GetProperty("orders").EnumerateObject().Select(o => (o.Name, o.Value.GetProperty("case").GetString()!, Rows(o.Value.GetProperty("rows"))))];

    public static IReadOnlyDictionary<long, PreprocessingRow> Preprocessing() =>
        Json("recorded/stage-rows.json").GetProperty("imports_preprocessing").EnumerateArray().Select(p => new PreprocessingRow(
            p.GetProperty("id").GetInt64(), Text(p, "container")!, Text(p, "input_file")!, Text(p, "output_folder")!, Text(p, "alt_output_folder"),
            p.GetProperty("extra_params") is { ValueKind: JsonValueKind.Object } extra ? [.. extra.EnumerateObject().Select(x => new ConversionParameter(x.Name, x.Value.GetString()!))] : []))
        .ToDictionary(p => p.Id);

    public static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IReadOnlyList<ImportRow> Rows(JsonElement rows) => [.. rows.EnumerateArray().Select(r => new ImportRow
    {
        Id = r.GetProperty("id").GetInt64(),
        Uuid = Text(r, "uuid")!,
        Group = Text(r, "group_name")!,
        User = Text(r, "user_name")!,
        DestinationType = Text(r, "destination_type")!,
        DestinationId = Text(r, "destination_id")!,
        Stage = Text(r, "stage")!,
        Files = ImportRow.List(Text(r, "files")),
        FileNames = ImportRow.List(Text(r, "file_names")),
        Description = Text(r, "description"),
        PreprocessingId = r.GetProperty("preprocessing_id") is { ValueKind: JsonValueKind.Number } id ? id.GetInt64() : null,
    })];
}
