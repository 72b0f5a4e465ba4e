using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Runs;
using Portal.Jobs.ImagingOrders.Processing;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>The portal's own workers convert and import.</summary>
public sealed class ProcessingTests(TestDatabase database)
{
    [Fact]
    public async Task Files_are_converted_imported_linked_described_and_told_one_by_one_and_only_what_failed_is_done_again()
    {
        await using var world = await ProcessWorld.CreateAsync(database);
        world.Write("run/a.tif", "run/fail.tif", "run/transient_ok.czi", "run/s.lof", "run/metadata.csv");
        File.WriteAllText(world.At("run/metadata.csv"), "stain,DAPI\nbroken\nlens,63x\n");
        using var curator = await world.CuratorAsync();

        var uuids = await world.OrderAsync(curator, "Dataset", 151, "run/a.tif", "run/fail.tif", "run/s.lof");
        var (plain, converted) = (await world.UntilAsync(curator, uuids[0], OrderState.Failed), await world.UntilAsync(curator, uuids[1], OrderState.Completed));

        ProcessWorld.Files(plain).ShouldBe(["a.tif Imported 1", "fail.tif Failed 1"]);
        ProcessWorld.Files(converted).ShouldBe(["s.lof Imported 1"]);
        plain.GetProperty("files")[1].GetProperty("reason").GetString().ShouldBe("OMERO did not take it: ERROR [main] loci.formats.UnknownFormatException: Unknown file format: fail.tif");
        (await world.RowsAsync(uuids[0])).ShouldBe(["Import Pending|||", "Import Started|||", $"Import Failed|a.tif,fail.tif|Import failed for data package {uuids[0]} targeting OMERO 151. Failed files: ['{world.At("run/fail.tif")}']|"]);
        (await world.RowsAsync(uuids[1])).Select(r => r[..r.LastIndexOf('|')]).ShouldBe(["Import Pending||", "Import Started||", "Import Preprocessing|s.lof|", "Import Completed|s.lof|"]);

        var omero = world.Omero;
        var image = omero.Of("Image").Single(i => i["name"] == "Experiment s"); // named as its file calls it
        omero.Of("DatasetImageLink").Count(l => l["child"] == image.Proxy && l["parent"] == "Dataset:151").ShouldBe(1);
        var annotation = omero.Find(omero.Of("ImageAnnotationLink").Single(l => l["parent"] == image.Proxy)["child"]!)!;
        annotation["ns"].ShouldBe("biomero.import");
        annotation.Map.Where(p => p.Key is "UUID" or "Filepath" or "preprocessing_container" or "processing_output_experiment_name" or "csv_stain" or "csv_lens").Select(p => $"{p.Key}={p.Value}").ShouldBe(
            [$"UUID={uuids[1]}", $"Filepath={world.At("run/s.lof")}", "preprocessing_container=cellularimagingcf/convertleica-docker:v1.3.1", "processing_output_experiment_name=s", "csv_stain=DAPI", "csv_lens=63x"]);
        var link = world.Heard.At($"ManagedRepository/{omero.Find(image["fileset"]!)!["templatePrefix"]}s.ome.tiff");
        new FileInfo(link).LinkTarget.ShouldBe(world.At("run/.processed/s.ome.tiff"));
        Directory.EnumerateFileSystemEntries(world.Temporary).ShouldBeEmpty();
        omero.Of("Image").Count(i => i.Owner == "alice" && i.Group == ProcessWorld.Group).ShouldBe(2);

        // What is run is what the golden vectors are compared with.
        var import = world.Heard.Calls("omero").First(c => c[0] == "import" && c[^1].EndsWith("a.tif"));
        import.ShouldBe(ImportCommands.File(new() { SkipAll = true, ParallelUpload = 6, ParallelFilesets = 6 }, new(import[2], "omero", 4064), uuids[0], import[^4], world.At("run/a.tif")));
        world.Heard.Calls("podman").Single().ShouldBe(ContainerCommand.Of(new(1, "cellularimagingcf/convertleica-docker:v1.3.1", "{Files}", "/data", "/out", []), world.At("run/s.lof"), Path.Combine(world.Temporary, uuids[1]), keepId: false));
        world.Heard.Calls("omero").SelectMany(c => c).ShouldNotContain(w => w.Contains("secret"));

        var again = await (await curator.PostAsJsonAsync($"/api/v1/imaging-orders/{uuids[0]}/retry", new { })).Content.ReadFromJsonAsync<JsonElement>();
        (again.GetProperty("paths").EnumerateArray().Select(p => p.GetString()).Single(), again.GetProperty("attempt").GetInt32()).ShouldBe(("run/fail.tif", 2));
        await world.UntilAsync(curator, again.GetProperty("uuid").GetString()!, OrderState.Failed);
        world.Imports().Order().ShouldBe(["a.tif", "fail.tif", "fail.tif", "s.ome.tiff"]);
    }

    [Fact]
    public async Task Plates_zarr_stores_folders_and_what_is_not_as_it_should_be_come_to_the_right_end_whoever_ordered_them()
    {
        await using var world = await ProcessWorld.CreateAsync(database);
        world.Write("plate/experiment.db", "z/well.ome.zarr/.zattrs", "folder/one.tif", "folder/two.tif", "bad folder/fail.tif", "hollow.tif", "multi.lof", "x_bad.lof", "chatty.lof");
        File.WriteAllText(Path.Combine(world.At(".."), "elsewhere.tif"), "pixels");
        File.CreateSymbolicLink(world.At("out.tif"), Path.Combine(world.At(".."), "elsewhere.tif"));
        using var curator = await world.CuratorAsync();
        async Task<string> SqlAsync(string type, string id, string path, string user = "alice", bool convert = false)
        {
            var uuid = Guid.NewGuid().ToString();
            await world.Tracking.RunAsync($"""
                WITH p AS (INSERT INTO imports_preprocessing (container, input_file, output_folder, alt_output_folder, extra_params) SELECT 'lab/any:1', '{"{Files}"}', '/data', '/out', 'null'::json WHERE {convert} RETURNING id)
                INSERT INTO imports (group_name, user_name, destination_id, destination_type, stage, uuid, "timestamp", files, file_names, preprocessing_id)
                VALUES ('{ProcessWorld.Group}', '{user}', '{id}', '{type}', 'Import Pending', '{uuid}', now(), '["{path}"]', '[]', (SELECT id FROM p))
                """);
            return uuid;
        }

        var ends = new Dictionary<string, (string Uuid, string End)>
        {
            ["a zarr store is registered where it lies"] = (await SqlAsync("Dataset", "151", world.At("z/well.ome.zarr")), "Import Completed|well.ome.zarr||"),
            ["a plate goes into its screen"] = (await SqlAsync("Screen", "451", world.At("plate/experiment.db")), "Import Completed|experiment.db||"),
            ["a folder goes into its dataset"] = (await SqlAsync("Dataset", "151", world.At("folder")), "Import Completed|folder||"),
            ["a folder that fails is not called imported"] = (await SqlAsync("Dataset", "151", world.At("bad folder")), "Import Failed|bad folder|*"),
            ["what is said to be there and is not"] = (await SqlAsync("Dataset", "151", world.At("hollow.tif")), "Import Failed|hollow.tif|*"),
            ["a link that leads out"] = (await SqlAsync("Dataset", "151", world.At("out.tif")), "Import Failed|out.tif|*"),
            ["a path of somebody else"] = (await SqlAsync("Dataset", "151", "/etc/passwd"), "Import Failed|passwd|*"),
            ["a person nobody knows"] = (await SqlAsync("Dataset", "151", world.At("folder/one.tif"), user: "ghost"), $"Import Failed|one.tif|User 'ghost' or group '{ProcessWorld.Group}' not recognized. Contact admin.|"),
            ["no destination"] = (await SqlAsync("Project", "151", world.At("folder/one.tif")), "Import Failed|one.tif|*"),
            ["a destination that is no number"] = (await SqlAsync("Dataset", "abc", world.At("folder/one.tif")), "Import Failed|one.tif|*"),
            ["two images of one file"] = (await SqlAsync("Dataset", "152", world.At("multi.lof"), convert: true), "Import Completed|multi.lof||*"),
            ["a conversion that fails"] = (await SqlAsync("Dataset", "152", world.At("x_bad.lof"), convert: true), "Import Failed|x_bad.lof|Preprocessing failed. See container logs for details.|*"),
            ["a conversion that says too much"] = (await SqlAsync("Dataset", "152", world.At("chatty.lof"), convert: true), "Import Failed|chatty.lof|Preprocessing failed. See container logs for details.|*"),
        };

        foreach (var (what, (uuid, end)) in ends)
        {
            var last = (await Eventually.IsAsync(() => world.RowsAsync(uuid), r => r.Count > 1 && (r[^1].StartsWith("Import Completed") || r[^1].StartsWith("Import Failed")), what))[^1];
            (end.EndsWith('*') ? last.StartsWith(end[..^1]) : last == end).ShouldBeTrue($"{what}: {last}");
            (await world.RowsAsync(uuid)).Count(r => r.StartsWith("Import Started")).ShouldBe(1, what);
        }

        var omero = world.Omero;
        omero.Of("Plate").Single()["name"].ShouldBe("experiment.db");
        var plate = world.Heard.Calls("omero").Single(c => c[0] == "import" && c[^1].EndsWith("experiment.db"));
        plate.ShouldBe(ImportCommands.Whole(new() { SkipAll = true, ParallelUpload = 6, ParallelFilesets = 6 }, new(plate[2], "omero", 4064), ends["a plate goes into its screen"].Uuid, new(DestinationType.Screen, 451), world.At("plate/experiment.db")));
        omero.Of("PlateAnnotationLink").Single()["parent"].ShouldBe(omero.Of("Plate").Single().Proxy);
        var pairs = omero.Of("Image").Where(i => i["name"]!.StartsWith("Experiment multi_t")).ToList();
        pairs.Select(i => i["name"]).Order().ShouldBe(["Experiment multi_t1", "Experiment multi_t2"]);
        foreach (var image in pairs)
        {
            var told = omero.Find(omero.Of("ImageAnnotationLink").Single(l => l["parent"] == image.Proxy)["child"]!)!.Map.Single(p => p.Key == "processing_output_experiment_name").Value;
            image["name"].ShouldBe($"Experiment {told}"); // each with its own
        }

        world.Imports().ShouldNotContain("passwd");
        world.Imports().ShouldNotContain("out.tif");
        var page = await world.ReadAsync(curator, ends["a plate goes into its screen"].Uuid);
        (page.GetProperty("foreign").GetBoolean(), page.GetProperty("createdBy").GetString()).ShouldBe((true, "alice"));
    }

    [Fact]
    public async Task An_order_begins_when_it_is_made_not_at_the_next_look()
    {
        await using var world = await ProcessWorld.CreateAsync(database, lookEvery: "01:00:00");
        world.Write("a.tif");
        using var curator = await world.CuratorAsync();

        var uuid = (await world.OrderAsync(curator, "Dataset", 151, "a.tif")).Single();

        await world.UntilAsync(curator, uuid, OrderState.Completed);
    }

    [Fact]
    public async Task Beside_an_importer_that_polls_nothing_is_processed_and_when_it_goes_what_waited_is()
    {
        await using var tracking = await ProcessWorld.CreateAsync(database, "hand-over"); // its portal only makes the order
        tracking.Write("a.tif");
        var importer = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(tracking.Tracking.Connection) { Pooling = false, ApplicationName = "" }.ConnectionString);
        await importer.OpenAsync();
        async Task PollAsync()
        {
            await using var poll = new NpgsqlCommand("ROLLBACK", importer);
            await poll.ExecuteNonQueryAsync();
        }

        await PollAsync();
        var cluster = tracking.Server.Get<ProcessingCluster>();
        (await cluster.LookAsync(CancellationToken.None)).ShouldBe(ProcessingState.BesideImporter);

        await importer.DisposeAsync();
        await Eventually.IsAsync(() => cluster.LookAsync(CancellationToken.None), s => s == ProcessingState.Ready, "the importer's session to be gone");
        (await cluster.LookAsync(CancellationToken.None)).ShouldBe(ProcessingState.Ready);

        // Another portal, with a database of its own, finds it taken; another node of the same one does not.
        var other = await PortalServer.StartAsync(await database.CreateAsync(), new Dictionary<string, string?> { ["ImagingOrders:TrackingDatabase"] = tracking.Tracking.Connection }, role: "web");
        await using (other)
        {
            (await other.Get<ProcessingCluster>().LookAsync(CancellationToken.None)).ShouldBe(ProcessingState.BesidePortal);
            await using var node = await PortalServer.StartAsync(tracking.Server.ConnectionString, new Dictionary<string, string?> { ["ImagingOrders:TrackingDatabase"] = tracking.Tracking.Connection }, role: "web");
            (await node.Get<ProcessingCluster>().LookAsync(CancellationToken.None)).ShouldBe(ProcessingState.Ready);

            // The connections go, and the locks with them.
            await tracking.Tracking.RunAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'portal-imaging-lock'");
            await Eventually.IsAsync(() => other.Get<ProcessingCluster>().LookAsync(CancellationToken.None), s => s == ProcessingState.Ready, "the locks to be gone");
            (await cluster.LookAsync(CancellationToken.None)).ShouldBe(ProcessingState.BesidePortal);
        }
    }

    [Experiment("two-importers")]
    [Fact]
    public async Task Two_nodes_import_no_file_twice_and_a_cancelled_order_ends_with_its_rest_left_out()
    {
        await using var world = await ProcessWorld.CreateAsync(database);
        await world.StartAsync();
        world.Write([.. Enumerable.Range(0, 6).Select(i => $"t{i}.tif"), "first.tif", "hang.tif", "last.tif"]);
        using var curator = await world.CuratorAsync();

        var hanging = (await world.OrderAsync(curator, "Dataset", 151, "first.tif", "hang.tif", "last.tif")).Single();
        var others = new List<string>();
        for (var i = 0; i < 6; i += 2)
        {
            others.AddRange(await world.OrderAsync(curator, "Dataset", 151, $"t{i}.tif", $"t{i + 1}.tif"));
        }

        foreach (var uuid in others)
        {
            await world.UntilAsync(curator, uuid, OrderState.Completed);
            (await world.RowsAsync(uuid)).Count.ShouldBe(3);
        }

        await Eventually.IsAsync(() => world.Imports().Contains("hang.tif"), "the one that hangs to be begun");
        var run = (await world.ReadAsync(curator, hanging)).GetProperty("run").GetString();
        (await curator.PostAsJsonAsync($"/api/v1/runs/{run}/cancel", new { why = "enough" })).IsSuccessStatusCode.ShouldBeTrue();
        var ended = await world.UntilAsync(curator, hanging, OrderState.Failed);

        ended.GetProperty("failure").GetProperty("kind").GetString().ShouldBe("Cancelled");
        ProcessWorld.Files(ended).ShouldBe(["first.tif Imported 1", "hang.tif LeftOut 1", "last.tif LeftOut 0"]);
        world.Imports().Order().ShouldBe(["first.tif", "hang.tif", "t0.tif", "t1.tif", "t2.tif", "t3.tif", "t4.tif", "t5.tif"]);
        (await world.Server.UntilFinalAsync(Guid.Parse(run!))).State.ShouldBe(RunState.Cancelled);
    }
}
