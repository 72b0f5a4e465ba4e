using System.Text.Json;
using Portal.Domain.ImagingOrders;

namespace Portal.Tests.ImagingOrders;

/// <summary>Everything the importer called, under two settings, made again from the same orders.</summary>
public sealed class ImportCommandsTests
{
    private static readonly OmeroSession Session = new("00000000-sess-uuid", "omero", 4064);

    [Fact]
    public void The_recorded_imports_of_files_into_datasets_are_made_again()
    {
        var calls = Calls("ezimport").ToList();

        calls.Count.ShouldBe(13);
        foreach (var (run, uuid, call) in calls)
        {
            ImportCommands.FileOptions(Settings(run), uuid).Select(o => $"{o.Key}={o.Value}")
                .ShouldBe(call.GetProperty("kwargs").EnumerateObject().Select(k => $"{k.Name}={k.Value.GetString()}"), uuid);
        }
    }

    [Fact]
    public void The_command_the_library_makes_of_them_names_its_own_output_last()
    {
        var settings = new ImportSettings { SkipAll = true, ParallelUpload = 6, ParallelFilesets = 6 };

        string.Join(' ', ImportCommands.File(settings, Session, "u-1", "/tmp/out", "/data/labA/a b.tif").Select(a => a.Contains(' ', StringComparison.Ordinal) ? $"'{a}'" : a)).ShouldBe(
            "import -k 00000000-sess-uuid -s omero -p 4064 --transfer=ln_s --parallel-upload=6 --parallel-fileset=6 --skip=all --file=logs/cli.u-1.logs --errs=logs/cli.u-1.errs --file /tmp/out --output yaml '/data/labA/a b.tif'");
    }

    [Fact]
    public void The_recorded_imports_of_folders_and_screens_are_made_again()
    {
        var orders = ImagingFixtures.Orders().Where(o => o.Uuid.StartsWith('1')).ToDictionary(o => o.Uuid, o => o.Rows[0], StringComparer.Ordinal);
        var calls = Calls("omero_cli").ToList();

        calls.Count.ShouldBe(6);
        foreach (var (run, uuid, call) in calls)
        {
            var recorded = Texts(call, "args");
            var destination = orders.TryGetValue(uuid, out var order)
                ? Destination.Read(order.DestinationType, long.Parse(order.DestinationId, System.Globalization.CultureInfo.InvariantCulture)) : new Destination(DestinationType.Screen, 451);
            var path = order is { PreprocessingId: null } ? order.Files[0] : recorded[^1]; // a converted file is imported from the order's temporary folder
            ImportCommands.Whole(Settings(run), Session, uuid, destination, path).ShouldBe(recorded, uuid);
        }
    }

    [Fact]
    public void The_recorded_conversions_are_made_again()
    {
        var (orders, conversions) = (ImagingFixtures.Orders().Where(o => o.Uuid.StartsWith('1')).ToDictionary(o => o.Uuid, o => o.Rows[0], StringComparer.Ordinal), ImagingFixtures.Preprocessing());
        var calls = Calls("podman").GroupBy(c => c.Uuid).ToList();

        calls.Count.ShouldBe(6);
        foreach (var uuid in calls)
        {
            var (files, conversion) = orders.TryGetValue(uuid.Key, out var order) ? (order.Files, conversions[order.PreprocessingId!.Value])
                : (["/data/labA/r.lif"], new PreprocessingRow(6, "cellularimagingcf/convertleica-docker:v1.3.1", "{Files}", "/data", "/out", []));
            var keepId = Settings(uuid.First().Run) is { SkipAll: false };
            files.Select(f => string.Join('\n', ContainerCommand.Of(conversion, f, $"/OMERO/OMERO_inplace/{uuid.Key}", keepId).Prepend("podman")))
                .ShouldBe(uuid.Select(c => string.Join('\n', Texts(c.Call, "argv"))), uuid.Key);
        }
    }

    [Experiment("image-on-another-registry")]
    [Theory]
    [InlineData("lab/x:1", "docker.io/lab/x:1")]
    [InlineData("docker.io/lab/x:1", "docker.io/lab/x:1")]
    [InlineData("ghcr.io/x/y:1", "ghcr.io/x/y:1")] // the importer's own mistake: it asks docker.io for ghcr.io/x/y
    [InlineData("localhost:5000/y", "localhost:5000/y")]
    public void An_image_of_another_registry_is_asked_for_there(string container, string asked) =>
        ContainerCommand.Of(new(1, container, "{Files}", "/data", "/out", []), "/data/labA/a.lif", "/tmp/x", keepId: false).ShouldContain(asked);

    [Fact]
    public void The_recorded_annotations_are_made_again()
    {
        var (orders, conversions) = (ImagingFixtures.Orders().Where(o => o.Uuid.StartsWith('1')).ToDictionary(o => o.Uuid, o => o.Rows[0], StringComparer.Ordinal), ImagingFixtures.Preprocessing());
        var seen = 0;
        foreach (var (_, uuid, call) in Calls("post_map_annotation").Where(c => c.Uuid.StartsWith('1')))
        {
            var (order, pairs) = (orders[uuid], call.GetProperty("kv").EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value.GetString()!)).ToList());
            var conversion = order.PreprocessingId is { } id ? conversions[id] : null;
            List<KeyValuePair<string, string>> After(string prefix) => [.. pairs.Where(p => p.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(p => KeyValuePair.Create(p.Key[prefix.Length..], p.Value))];

            ImportAnnotation.Of(order, conversion, pairs.Single(p => p.Key == "Filepath").Value, DateTimeOffset.UnixEpoch, After("processing_output_"), After("csv_"))
                .Select(p => p.Key == "Import_Timestamp" ? "Import_Timestamp" : $"{p.Key}={p.Value}")
                .ShouldBe(pairs.Select(p => p.Key == "Import_Timestamp" ? "Import_Timestamp" : $"{p.Key}={p.Value}"), uuid);
            seen++;
        }

        seen.ShouldBe(13);
    }

    [Fact]
    public void What_a_conversion_told_is_written_as_the_importer_writes_it()
    {
        using var told = JsonDocument.Parse("""{"mins":[1,2],"name":"Exp A","none":null,"yes":true,"names":["it's"]}""");

        told.RootElement.EnumerateObject().Select(p => PythonWords.Of(p.Value)).ShouldBe(["[1, 2]", "Exp A", "None", "True", "[\"it's\"]"]);
    }

    private static IEnumerable<(JsonElement Run, string Uuid, JsonElement Call)> Calls(string kind) =>
        from run in ImagingFixtures.Json("recorded/commands.json").GetProperty("runs").EnumerateArray()
        from order in run.GetProperty("orders").EnumerateObject()
        from call in order.Value.EnumerateArray()
        where call.GetProperty("kind").GetString() == kind
        select (run, order.Name, call);

    private static ImportSettings Settings(JsonElement run)
    {
        var settings = run.GetProperty("settings");
        bool Is(string name) => settings.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
        int? Number(string name) => settings.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetInt32() : null;
        return new()
        {
            SkipAll = Is("skip_all"),
            SkipChecksum = Is("skip_checksum"),
            SkipMinmax = Is("skip_minmax"),
            SkipThumbnails = Is("skip_thumbnails"),
            SkipUpgrade = Is("skip_upgrade"),
            ParallelUpload = Number("parallel_upload_per_worker"),
            ParallelFilesets = Number("parallel_filesets_per_worker"),
        };
    }

    private static List<string> Texts(JsonElement call, string name) => [.. call.GetProperty(name).EnumerateArray().Select(a => a.GetString()!)];
}
