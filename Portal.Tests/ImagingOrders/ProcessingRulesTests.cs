using Microsoft.Extensions.Options;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders;
using Portal.Jobs.ImagingOrders.Processing;
using Portal.Jobs.ImagingOrders.Tracking;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>What is told in the importer's table and done to files, without a portal around it.</summary>
public sealed class ProcessingRulesTests(TestDatabase database)
{
    [Theory]
    [InlineData("/d/a.tif", false, "Dataset", ImportWay.File)]
    [InlineData("/d/plate", true, "Dataset", ImportWay.Folder)]
    [InlineData("/d/plate", true, "Screen", ImportWay.Plate)]
    [InlineData("/d/experiment.db", false, "Screen", ImportWay.Plate)]
    [InlineData("/d/a.ome.zarr", true, "Dataset", ImportWay.Zarr)]
    [InlineData("/d/a.ZARR/", true, "Screen", ImportWay.Zarr)]
    public void A_thing_goes_its_way(string path, bool isFolder, string type, ImportWay way) =>
        ImportWays.Of(path, isFolder, Destination.Read(type, 1), registersZarr: true).ShouldBe(way);

    [Fact]
    public void A_store_goes_as_a_folder_where_none_is_registered() =>
        ImportWays.Of("/d/a.zarr", isFolder: true, Destination.Read("Dataset", 1), registersZarr: false).ShouldBe(ImportWay.Folder);

    [Theory]
    [InlineData("Ice.ConnectionLostException", true)]
    [InlineData("INTERNAL_EXCEPTION: x", true)]
    [InlineData("loci.formats.UnknownFormatException", false)]
    public void Only_a_server_that_lost_its_thread_is_asked_again(string errors, bool passes) => ImportWays.MayPass(errors).ShouldBe(passes);

    [Fact]
    public void Our_texts_are_those_the_portal_reads_from_others()
    {
        FailureReason.Of(FailureText.Files("u", "151", ["/d/it's.tif", "/d/b.tif"])).FailedFiles.ShouldBe(["/d/it's.tif", "/d/b.tif"]);
        FailureReason.Of(FailureText.Conversion).Kind.ShouldBe(FailureKind.Conversion);
        FailureReason.Of(FailureText.Connection).Kind.ShouldBe(FailureKind.Connection);
        FailureReason.Of(FailureText.Person("a", "b")).Kind.ShouldBe(FailureKind.UserOrGroup);
        FailureReason.Of(FailureText.Other).Kind.ShouldBe(FailureKind.Crashed);
        FailureReason.Of(FailureText.Cancelled).Kind.ShouldBe(FailureKind.Cancelled);
    }

    // Left out: the rows of an importer that restarts or is killed (no description), which the portal never is to its own orders; folders whose failed import was
    // called completed; conversions of several results, which were paired wrongly; and errors of the importer's own code.
    [Fact]
    public async Task Every_recorded_story_is_told_again_row_by_row()
    {
        await using var tracking = await TrackingWorld.CreateAsync(database);
        var (stages, seen) = (new StageRows(tracking.Database, tracking.Tables), 0);
        await tracking.Tables.ShapeAsync(CancellationToken.None);
        foreach (var (id, conversion) in ImagingFixtures.Preprocessing())
        {
            await tracking.RunAsync($"INSERT INTO imports_preprocessing (id, container, input_file, output_folder, extra_params) VALUES ({id}, '{conversion.Container}', '{"{Files}"}', '/data', 'null')");
        }

        foreach (var (uuid, story, rows) in ImagingFixtures.Orders().Where(o => o.Rows.Any(r => r.Is == ImportStage.Started) && o.Rows[^1].Is.IsFinal() && (o.Rows[^1].Is == ImportStage.Completed || o.Rows[^1].Description is not null)))
        {
            await tracking.RunAsync($"""
                INSERT INTO imports (group_name, user_name, destination_id, destination_type, stage, uuid, "timestamp", files, file_names, preprocessing_id)
                VALUES ('{rows[0].Group}', '{rows[0].User}', '{rows[0].DestinationId}', '{rows[0].DestinationType}', 'Import Pending', '{uuid}', now(), '{System.Text.Json.JsonSerializer.Serialize(rows[0].Files).Replace("'", "''")}', '[]', {rows[0].PreprocessingId?.ToString() ?? "NULL"})
                """);
            var first = (await tracking.Rows.HistoryAsync(uuid, CancellationToken.None))!.First;
            foreach (var row in rows.Skip(1))
            {
                await stages.AppendAsync(first, row.Is, FailureText.Refusal(first) is { } refusal && row.Is == ImportStage.Failed ? refusal : row.Description, CancellationToken.None);
                (await stages.AppendAsync(first, row.Is, "told twice", CancellationToken.None)).ShouldBeFalse();
            }

            (await tracking.Rows.HistoryAsync(uuid, CancellationToken.None))!.Rows.Select(Told).ShouldBe(rows.Select(Told), story);
            seen++;
        }

        seen.ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task After_its_end_nothing_is_told_of_an_order()
    {
        await using var tracking = await TrackingWorld.CreateAsync(database);
        var stages = new StageRows(tracking.Database, tracking.Tables);
        var order = TrackingWorld.Order();
        await tracking.Writer.WriteAsync(order, CancellationToken.None);
        var row = (await tracking.Rows.HistoryAsync(order.UuidText, CancellationToken.None))!.First;

        (await stages.AppendAsync(row, ImportStage.Failed, FailureText.Other, CancellationToken.None)).ShouldBeTrue();
        (await stages.AppendAsync(row, ImportStage.Started, null, CancellationToken.None)).ShouldBeFalse();
        (await stages.AppendAsync(row, ImportStage.Completed, null, CancellationToken.None)).ShouldBeFalse();
    }

    [Experiment("symlink-redirect")]
    [Fact]
    public void Links_are_turned_to_the_lasting_copy_once_and_one_that_would_lead_nowhere_is_told()
    {
        using var folder = new TemporaryFolder();
        string At(string path)
        {
            var whole = Path.Combine(folder.Path, path);
            Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
            return whole;
        }

        foreach (var file in new[] { "inplace/u/a.tiff", "lab/.processed/a.tiff", "inplace/u/gone.tiff", "other.tiff" })
        {
            File.WriteAllText(At(file), file);
        }

        File.CreateSymbolicLink(At("repo/alice/1/a.tiff"), At("inplace/u/a.tiff"));
        File.CreateSymbolicLink(At("repo/alice/1/deep/gone.tiff"), At("inplace/u/gone.tiff"));
        File.CreateSymbolicLink(At("repo/alice/1/other.tiff"), At("other.tiff"));
        var redirect = new LinkRedirect(Options.Create(new ImagingOrderOptions { ManagedRepository = At("repo") }));

        var first = redirect.Run(["alice/1/"], At("inplace/u"), At("lab/.processed"));
        first.ShouldBe([$"{At("lab/.processed/gone.tiff")} is not there; the link to it in OMERO would lead nowhere, and leads to the copy that goes."]);
        redirect.Run(["alice/1/"], At("inplace/u"), At("lab/.processed")).ShouldBe(first);
        redirect.Run(["../../etc"], At("inplace/u"), At("lab/.processed")).Single().ShouldContain("is not below");

        new FileInfo(At("repo/alice/1/a.tiff")).LinkTarget.ShouldBe(At("lab/.processed/a.tiff"));
        new FileInfo(At("repo/alice/1/deep/gone.tiff")).LinkTarget.ShouldBe(At("inplace/u/gone.tiff"));
        new FileInfo(At("repo/alice/1/other.tiff")).LinkTarget.ShouldBe(At("other.tiff"));
    }

    private static string Told(ImportRow row) => $"{row.Stage}|{string.Join(',', row.FileNames)}|{row.Description}|{row.PreprocessingId}|{string.Join(',', row.Files)}";
}
