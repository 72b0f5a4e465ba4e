using System.Globalization;
using System.Text.Json;
using Portal.Domain.ImagingOrders;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>Every order the importer was recorded with, given to the portal's own workers through its table of the newest version: the rows they append are the recorded ones.</summary>
public sealed class RecordedOrdersTests(TestDatabase database)
{
    // What the portal tells otherwise, and why.
    private static readonly Dictionary<string, (string Why, string[] Rows)> Otherwise = new()
    {
        ["00000000-0000-0000-0000-000000000001"] = ("What waited is done, where an importer that starts calls it failed without a word.", ["Import Pending|||", "Import Started|||", "Import Completed|a.tif||"]),
        ["10000000-0000-0000-0000-000000000013"] = ("A folder that OMERO did not take is not imported, where the importer does not look at how its client ended.",
        [
            "Import Pending|||", "Import Started|||",
            "Import Failed|fail dir|Import failed for data package 10000000-0000-0000-0000-000000000013 targeting OMERO 151. Failed files: ['/data/labA/fail dir']|",
        ]),
    };

    // As they were written, whatever came after them.
    private const string OldRows = "SELECT md5(string_agg(first::text, ';' ORDER BY first.id)) FROM (SELECT * FROM public.imports ORDER BY id LIMIT 18) first";

    // The recording paired the images of this one wrongly, which its rows do not show.
    private const string Several = "10000000-0000-0000-0000-000000000017";

    [Fact]
    public async Task Whatever_the_importer_was_given_comes_to_the_recorded_end_row_by_row()
    {
        await using var world = await ProcessWorld.PrepareAsync(database, $"{ImagingFixtures.Schema("schema-1.5-upgraded.sql")}; INSERT INTO public.alembic_version_omeroadi VALUES ('92e8f9e637a1')");
        world.Settings["ImagingOrders:GroupFolders:Demo"] = "labA";
        world.Settings["ImagingOrders:ImporterWorkers"] = "1"; // several of the orders convert the same files to the same place
        foreach (var file in new[] { "a.tif", "b.tif", "c.tif", "fail.tif", "boom.tif", "s.lif", "preproc_bad.lif", "Plate 1/experiment.db", "fail dir/fail.tif", "fail.db", "q.lif", "r.lif", "multi.lif" })
        {
            world.Write($"../labA/{file}");
        }

        using (world.Heard.Hold())
        {
            var things = world.Omero;
            things.Add("Dataset", "root", "Demo", new Dictionary<string, string> { ["name"] = "of the recordings" }, 151);
            things.Add("Screen", "root", "Demo", new Dictionary<string, string> { ["name"] = "of the recordings" }, 451);
        }

        foreach (var conversion in ImagingFixtures.Preprocessing().Values)
        {
            var parameters = conversion.Parameters.Count == 0 ? "null" : JsonSerializer.Serialize(conversion.Parameters.ToDictionary(p => p.Key, p => p.Value));
            await world.Tracking.RunAsync($"INSERT INTO public.imports_preprocessing VALUES ({conversion.Id}, '{conversion.Container}', '{conversion.InputFile}', '{conversion.OutputFolder}', '{conversion.AltOutputFolder}', '{parameters}')");
        }

        var recorded = ImagingFixtures.Orders();
        foreach (var (_, _, rows) in recorded)
        {
            var (row, files) = (rows[0], JsonSerializer.Serialize(rows[0].Files.Select(f => world.Mount + f["/data".Length..])));
            await world.Tracking.RunAsync($"""
                INSERT INTO public.imports (group_name, user_name, destination_id, destination_type, stage, uuid, "timestamp", files, file_names, preprocessing_id)
                VALUES ('{row.Group}', '{row.User}', '{row.DestinationId}', '{row.DestinationType}', '{row.Stage}', '{row.Uuid}', now(), '{files}', '[]', {row.PreprocessingId?.ToString(CultureInfo.InvariantCulture) ?? "NULL"})
                """);
        }

        var old = await world.Tracking.AskAsync<string>(OldRows);
        await world.StartAsync();

        recorded.Count.ShouldBe(18);
        foreach (var (uuid, story, rows) in recorded)
        {
            var lived = (await world.EndAsync(uuid)).Select(r => r.Replace(world.Mount, "/data", StringComparison.Ordinal));
            var (why, expected) = Otherwise.TryGetValue(uuid, out var other) ? other : (story, [.. rows.Select(Told)]);
            lived.ShouldBe(expected, why);
        }

        (await world.Tracking.AskAsync<string>(OldRows)).ShouldBe(old); // added to, never changed
        var images = world.Omero.Of("Image").Where(i => i.Group == "Demo").ToList();
        foreach (var name in new[] { "Experiment multi_t1", "Experiment multi_t2" })
        {
            var annotation = world.Omero.Find(world.Omero.Of("ImageAnnotationLink").Single(l => l["parent"] == images.Single(i => i["name"] == name).Proxy)["child"]!)!;
            annotation.Map.Where(p => p.Key is "UUID" or "Filepath" or "processing_output_experiment_name").Select(p => p.Value).ShouldBe([Several, $"{world.Mount}/labA/multi.lif", name["Experiment ".Length..]]);
        }

        images.ShouldContain(i => i["name"] == "Experiment s_11111111-aaaa");
        world.Heard.Calls("omero").Count(c => c[0] == "import" && c[^1].EndsWith("/a.tif", StringComparison.Ordinal)).ShouldBe(3); // once for each order that names it and may be done
        Directory.EnumerateFileSystemEntries(world.Temporary).ShouldBeEmpty();
    }

    private static string Told(ImportRow row) => $"{row.Stage}|{string.Join(',', row.FileNames)}|{row.Description}|{row.PreprocessingId}";
}
