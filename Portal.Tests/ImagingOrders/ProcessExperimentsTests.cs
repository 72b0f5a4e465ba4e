using System.Runtime.InteropServices;
using System.Text.Json;
using Npgsql;
using Portal.Domain.ImagingOrders;
using Portal.Sandbox;
using Portal.Sandbox.Imaging.Omero;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>What the portal's own workers make of situations the importer was tried in, over tables the web plugin made.</summary>
public sealed class ProcessExperimentsTests(TestDatabase database)
{
    private const string Lab = "lab/any:1";
    private const string Latest = "(SELECT max(id) FROM imports_preprocessing)";

    [Fact]
    [Experiment("startup-with-pending")]
    [Experiment("documented-retry")]
    [Experiment("retry-same-uuid-new-row")]
    [Experiment("late-commit-of-lower-id")]
    [Experiment("web-plugin-creates-tables-first")]
    [Experiment("worker-killed")]
    [Experiment("extra-param-number")]
    [Experiment("extra-param-null")]
    [Experiment("input-without-placeholder")]
    [Experiment("no-alt-output-folder")]
    [Experiment("image-on-another-registry")]
    [Experiment("plain-sql-order-with-preprocessing")]
    [Experiment("plain-sql-json-spelling")]
    public async Task Whatever_state_somebody_left_an_order_in_it_comes_to_an_end_with_words_and_nothing_is_imported_twice()
    {
        // The plugin makes the tables without saying of which version they are.
        await using var world = await ProcessWorld.PrepareAsync(database, $"{ImagingFixtures.Schema("schema-1.0.sql")}; DROP TABLE public.alembic_version_omeroadi");
        world.Write("now.tif", "timeless.tif", "old.tif", "again.tif", "ended.tif", "late.tif", "early.tif", "number.lof", "null.lof", "nowhere.lof", "noalt.lof", "ghcr.lof", "compact.lof", "café 'x'.tif", "naïve.tif",
            "left/there.tif", "left/before.tif", "left/others.tif", "left/new.tif", "half.lof", "z/demo.ome.zarr/.zattrs", "plate.zarr/.zattrs");
        File.WriteAllText(world.At("plate.zarr/.zattrs"), """{"plate":{}}""");
        var left = await LeaveAsync(world);
        Own(world, "zarr", "-k", "{session}", "-s", "{host}", "-p", "{port}", "import", "--target", "{type}:{id}", "--name", "{name}", "{path}");

        var ends = new Dictionary<string, (string Uuid, string[] Rows)>
        {
            ["what waited when it starts"] = (await PendingAsync(world, "now.tif"), ["Pending|", "Started|", "Completed|now.tif|"]),
            ["without a time"] = (await PendingAsync(world, "timeless.tif", at: "NULL"), ["Pending|", "Started|", "Completed|timeless.tif|"]),
            ["older than the importer looks"] = (await PendingAsync(world, "old.tif", at: "now() - interval '11 days'"), ["Pending|", "Started|", "Completed|old.tif|"]),
            ["made pending by hand, as the manual says"] = (await EditedAsync(world, "again.tif"), ["Pending|", "Pending|", "Pending|", "Started|", "Completed|again.tif|"]),
            ["a number as a parameter"] = (await PendingAsync(world, "number.lof", convert: new("""{"n":5}""")), ["Pending|", "Started|", "Preprocessing|number.lof|", "Completed|number.lof|"]),
            ["a parameter without a value"] = (await PendingAsync(world, "null.lof", convert: new("""{"n":null}""")), ["Pending|", "Started|", "Failed|null.lof|Invalid preprocessing: the parameter “n” has no value"]),
            ["no place for the file"] = (await PendingAsync(world, "nowhere.lof", convert: new(Input: "/data/in")), ["Pending|", "Started|", "Failed|nowhere.lof|Invalid preprocessing: its input “/data/in” does not say where the file goes, which is {Files}"]),
            ["no folder for the temporary copy"] = (await PendingAsync(world, "noalt.lof", convert: new(Alternative: "NULL")), ["Pending|", "Started|", $"Failed|noalt.lof|{FailureText.Conversion}"]),
            ["an image of another registry"] = (await PendingAsync(world, "ghcr.lof", convert: new(Container: "ghcr.io/x/y:1")), ["Pending|", "Started|", "Preprocessing|ghcr.lof|", "Completed|ghcr.lof|"]),
            ["compact JSON and names that were given"] = (await PendingAsync(world, "compact.lof", names: "'[\"compact.lof\"]'", convert: new()), ["Pending|compact.lof|", "Started|compact.lof|", "Preprocessing|compact.lof|", "Completed|compact.lof|"]),
            ["made pending once more by hand"] = (await ReopenedAsync(world, "ended.tif"), ["Pending|", "Started|", "Failed||x", "Pending|", "Started|", "Failed|ended.tif|*"]),
            ["a store, registered by a program of one's own"] = (await PendingAsync(world, "z/demo.ome.zarr"), ["Pending|", "Started|", "Completed|demo.ome.zarr|"]),
            ["a store of a plate, which that program does not register"] = (await PendingAsync(world, "plate.zarr"), ["Pending|", "Started|", "Failed|plate.zarr|*"]),
            ["every spelling of a list"] = (await SpelledAsync(world), ["Pending|", "Started|", "Completed|café 'x'.tif,naïve.tif|"]),
            ["begun by an importer that was killed"] = (left.Begun, ["Pending|", "Started|", "Completed|there.tif,...,new.tif|"]),
            ["being converted by one that was killed"] = (left.Converting, ["Pending|", "Started|", "Preprocessing|half.lof|", "Completed|half.lof|"]),
            ["what broken workers called failed"] = (left.Broken, ["Pending|", "Started|", $"Failed|now.tif|{Broken}"]),
        };

        await world.StartAsync();
        foreach (var (what, (uuid, rows)) in ends)
        {
            var lived = (await world.EndAsync(uuid)).Select(r => r["Import ".Length..r.LastIndexOf('|')]).ToList();
            if (rows[^1].EndsWith('*'))
            {
                lived[^1].ShouldStartWith(rows[^1][..^1], customMessage: what);
                (lived[^1], rows[^1]) = ("*|", "*|");
            }

            lived.Select(r => r.Count(c => c == '|') == 1 ? r + "|" : r).ShouldBe(rows.Select(r => r.Count(c => c == '|') == 1 ? r + "|" : r), what);
        }

        // An id that was taken before another one, and comes later.
        var late = $"{Guid.NewGuid()}";
        await using (var slow = await world.Tracking.ForeignAsync())
        {
            await using var open = await slow.BeginTransactionAsync();
            await using var insert = new NpgsqlCommand(Insert(world, late, "late.tif"), slow);
            await insert.ExecuteNonQueryAsync();
            (await world.EndAsync(await PendingAsync(world, "early.tif")))[^1].ShouldStartWith("Import Completed");
            await open.CommitAsync();
        }

        (await world.EndAsync(late))[^1].ShouldStartWith("Import Completed");

        // Made pending once more after its end: refused, in words.
        var ended = ends["what waited when it starts"].Uuid;
        await world.Tracking.RunAsync(Insert(world, ended, "now.tif"));
        await Eventually.IsAsync(async () => (await world.RowsAsync(ended))[^1].Contains(FailureText.Reopened(ended), StringComparison.Ordinal), "the order to be refused");
        (await world.RowsAsync(ended)).Count.ShouldBe(5);
        FailureReason.Of(FailureText.Reopened(ended)).Kind.ShouldBe(FailureKind.InvalidOrder);

        var heard = world.Heard.Calls("podman");
        heard.Single(c => c.Any(w => w.EndsWith("/number.lof", StringComparison.Ordinal))).SkipWhile(w => w != "--n").Take(2).ShouldBe(["--n", "5"]);
        heard.Single(c => c.Any(w => w.EndsWith("/ghcr.lof", StringComparison.Ordinal))).ShouldContain("ghcr.io/x/y:1");
        heard.ShouldNotContain(c => c.Any(w => w.EndsWith("/null.lof", StringComparison.Ordinal) || w.EndsWith("/nowhere.lof", StringComparison.Ordinal)));

        // Of what the killed importer had left only that was imported which was not there.
        world.Imports().Where(i => i is "there.tif" or "before.tif" or "others.tif" or "new.tif" or "demo.ome.zarr" or "half.ome.tiff").Order(StringComparer.Ordinal).ShouldBe(["before.tif", "demo.ome.zarr", "new.tif", "others.tif"]);
        world.Omero.Of("Image").Single(i => i["lsid"] is not null)["name"].ShouldBe("demo"); // not a letter less
        new FileInfo(left.Link).LinkTarget.ShouldBe(world.At(".processed/half.ome.tiff"));
        using var curator = await world.CuratorAsync();
        var order = await world.ReadAsync(curator, left.Begun);
        ProcessWorld.Files(order).ShouldAllBe(f => f.EndsWith(" Imported 1", StringComparison.Ordinal));
        order.GetProperty("files")[0].GetProperty("objects")[0].GetString().ShouldBe(left.Image);
        world.Omero.Of("DatasetImageLink").Count(l => l["child"] == left.Image).ShouldBe(1);
        (await world.ReadAsync(curator, left.Broken)).GetProperty("failure").GetProperty("kind").GetString().ShouldBe(nameof(FailureKind.WorkersBroken));
        Directory.EnumerateFileSystemEntries(world.Temporary).ShouldBeEmpty();
    }

    private const string Broken = "Error processing order: A child process terminated abruptly, the process pool is not usable anymore";

    private sealed record Converting(string Parameters = "null", string Input = "{Files}", string Alternative = "'/out'", string Container = Lab);

    private sealed record Left(string Begun, string Image, string Converting, string Link, string Broken);

    // A program that is named by its whole path; here it is the stand-in of the client.
    private static void Own(ProcessWorld world, params string[] words)
    {
        string[] program = [Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet")), typeof(SandboxProgram).Assembly.Location, "omero", world.Heard.At("")];
        foreach (var (word, i) in program.Concat(words).Select((w, i) => (w, i)))
        {
            world.Settings[$"ImagingOrders:ZarrCommand:{i}"] = word;
        }
    }

    private static string Insert(ProcessWorld world, string uuid, string file, string stage = "Pending", string at = "now()", string names = "'[]'", string conversion = "NULL", string? description = null, string[]? files = null) =>
        $"""
        INSERT INTO imports (group_name, user_name, destination_id, destination_type, stage, uuid, "timestamp", files, file_names, description, preprocessing_id) VALUES ('{ProcessWorld.Group}', 'alice', '151', 'Dataset',
            'Import {stage}', '{uuid}', {at}, '{JsonSerializer.Serialize((files ?? [file]).Select(world.At)).Replace("'", "''", StringComparison.Ordinal)}', {names}, {(description is null ? "NULL" : $"'{description}'")}, {conversion});
        """;

    private static async Task<string> PendingAsync(ProcessWorld world, string file, string at = "now()", string names = "'[]'", Converting? convert = null)
    {
        var uuid = $"{Guid.NewGuid()}";
        await world.Tracking.RunAsync((convert is null ? "" : Preprocessing(convert)) + Insert(world, uuid, file, at: at, names: names, conversion: convert is null ? "NULL" : Latest));
        return uuid;
    }

    private static string Preprocessing(Converting convert) =>
        $"INSERT INTO imports_preprocessing (container, input_file, output_folder, alt_output_folder, extra_params) VALUES ('{convert.Container}', '{convert.Input}', '/data', {convert.Alternative}, '{convert.Parameters}');";

    private static async Task<string> EditedAsync(ProcessWorld world, string file)
    {
        var uuid = $"{Guid.NewGuid()}";
        await world.Tracking.RunAsync(Insert(world, uuid, file) + Insert(world, uuid, file, "Started") + Insert(world, uuid, file, "Failed", description: "Import failed. Please retry; if it repeats, contact admin.")
            + $"UPDATE imports SET stage = 'Import Pending', description = NULL WHERE uuid = '{uuid}'");
        return uuid;
    }

    private static async Task<string> ReopenedAsync(ProcessWorld world, string file)
    {
        var uuid = $"{Guid.NewGuid()}";
        await world.Tracking.RunAsync(Insert(world, uuid, file) + Insert(world, uuid, file, "Started") + Insert(world, uuid, file, "Failed", description: "x") + Insert(world, uuid, file));
        return uuid;
    }

    private static async Task<string> SpelledAsync(ProcessWorld world)
    {
        var (uuid, folder) = ($"{Guid.NewGuid()}", $"{world.At("")}/");
        await world.Tracking.RunAsync($"""
            INSERT INTO imports (group_name, user_name, destination_id, destination_type, stage, uuid, "timestamp", files) VALUES ('{ProcessWorld.Group}', 'alice', '151', 'Dataset', 'Import Pending', '{uuid}', now(),
                '["{folder}caf\u00e9 \u0027x\u0027.tif","{folder}naïve.tif"]')
            """);
        return uuid;
    }

    // What an importer that was killed has left: rows, and what it had put into OMERO by then.
    private static async Task<Left> LeaveAsync(ProcessWorld world)
    {
        var (begun, converting, broken) = ($"{Guid.NewGuid()}", $"{Guid.NewGuid()}", $"{Guid.NewGuid()}");
        string[] files = ["left/there.tif", "left/before.tif", "left/others.tif", "left/new.tif"];
        await world.Tracking.RunAsync(Insert(world, begun, "", files: files) + Insert(world, begun, "", "Started", files: files)
            + Insert(world, broken, "now.tif") + Insert(world, broken, "now.tif", "Started") + Insert(world, broken, "now.tif", "Failed", names: "'[\"now.tif\"]'", description: Broken));
        await world.Tracking.RunAsync(Preprocessing(new()) + Insert(world, converting, "half.lof", conversion: Latest) + Insert(world, converting, "half.lof", "Started", conversion: Latest)
            + Insert(world, converting, "half.lof", "Preprocessing", names: "'[\"half.lof\"]'", conversion: Latest));
        using var held = world.Heard.Hold();
        var things = world.Omero;
        Imported(world, things, world.At("left/before.tif"), DateTime.UtcNow.AddDays(-3));
        var there = Imported(world, things, world.At("left/there.tif"), DateTime.UtcNow);
        var others = Imported(world, things, world.At("left/others.tif"), DateTime.UtcNow);
        var annotation = things.Add("MapAnnotation", "alice", ProcessWorld.Group, new Dictionary<string, string> { ["ns"] = "biomero.import" });
        things.Write(annotation with { Map = [new("UUID", $"{Guid.NewGuid()}")] });
        things.Add("ImageAnnotationLink", "alice", ProcessWorld.Group, new Dictionary<string, string> { ["parent"] = others, ["child"] = annotation.Proxy });
        var half = Imported(world, things, Path.Combine(world.Temporary, converting, "half.ome.tiff"), DateTime.UtcNow);
        return new(begun, there, converting, world.Heard.At($"ManagedRepository/{things.Find(things.Find(half)!["fileset"]!)!["templatePrefix"]}half.ome.tiff"), broken);
    }

    private static string Imported(ProcessWorld world, OmeroThings things, string path, DateTime at)
    {
        var (time, prefix) = (at.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture), $"alice_2/{Guid.NewGuid():N}/");
        Directory.CreateDirectory(world.Heard.At($"ManagedRepository/{prefix}"));
        File.CreateSymbolicLink(world.Heard.At($"ManagedRepository/{prefix}{Path.GetFileName(path)}"), path);
        var fileset = things.Add("Fileset", "alice", ProcessWorld.Group, new Dictionary<string, string> { ["clientPath"] = path.TrimStart('/'), ["templatePrefix"] = prefix, ["at"] = time });
        return things.Add("Image", "alice", ProcessWorld.Group, new Dictionary<string, string> { ["name"] = Path.GetFileName(path), ["fileset"] = fileset.Proxy, ["at"] = time }).Proxy;
    }
}
