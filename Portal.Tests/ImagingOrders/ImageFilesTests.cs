using System.Text.Json;
using Portal.Domain;
using Portal.Domain.ImagingOrders;
using Portal.ImagingOrders;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

public sealed class ImageFilesTests(TestDatabase database)
{
    [Fact]
    public async Task The_listings_recorded_from_the_web_plugin_are_shown_alike()
    {
        await using var share = await ImageShare.CreateAsync(database);
        foreach (var path in File.ReadAllLines(ImagingFixtures.At("synthetic/tree.txt")).Where(l => l.Length > 2).Select(l => l[2..]))
        {
            LayDown(share, path, isFolder: path.EndsWith(".zarr", StringComparison.Ordinal) || (!path.Contains('.', StringComparison.Ordinal) && path != ".hidden") || path == ".processed");
        }

        var compared = 0;
        foreach (var recorded in ImagingFixtures.Json("recorded/web-listings.json").GetProperty("listings").EnumerateArray())
        {
            var item = ImagingFixtures.Text(recorded.GetProperty("query"), "item_id");
            compared++;
            if (item == "../" || recorded.GetProperty("response").TryGetProperty("status", out _))
            {
                // The web plugin lists what lies above the folder; the portal refuses it. Its other refusals are refusals here.
                var refused = await Should.ThrowAsync<RuleException>(() => share.ListAsync(item), item);
                refused.Rule.ShouldBe(item switch { "../" => "path", "nope" => "not-there", "labA/notes.doc" => "not-an-image", _ => "ambiguous-folder" });
                continue;
            }

            if (recorded.GetProperty("response").TryGetProperty("exception", out _))
            {
                // The web plugin falls over an image within a file; the portal shows it.
                (await share.ListAsync(item)).Entries.Single().Path.ShouldBe(item);
                continue;
            }

            (await share.ListAsync(item)).Entries.Select(e => $"{e.Name} {e.Opens} {e.Path}")
                .ShouldBe(recorded.GetProperty("response").GetProperty("contents").EnumerateArray().Select(c => $"{c.GetProperty("name").GetString()} {c.GetProperty("is_folder").GetBoolean()} {c.GetProperty("id").GetString()}"), item);
        }

        compared.ShouldBe(13);
    }

    [Fact]
    public async Task An_image_within_a_file_is_shown_with_what_the_recording_knows_of_it()
    {
        await using var share = await ImageShare.CreateAsync(database);
        LayDown(share, "tiny.lif", isFolder: false);
        var recorded = ImagingFixtures.Json("recorded/web-listings.json").GetProperty("listings").EnumerateArray()
            .Single(l => ImagingFixtures.Text(l.GetProperty("query"), "item_id") == "tiny.lif").GetProperty("response").GetProperty("contents")[1].GetProperty("metadata");

        var (shown, inner) = ((await share.ListAsync("tiny.lif")).Entries[1], (await share.ListAsync("tiny.lif#f-uuid-1")).Entries.Single());

        int Number(string name) => recorded.GetProperty(name).GetInt32();
        var image = shown.Image.ShouldNotBeNull();
        (image.Width, image.Height, image.Slices, image.Times, image.Tiles, image.Channels, image.IsRgb)
            .ShouldBe((Number("xs"), Number("ys"), Number("zs"), Number("ts"), Number("tiles"), Number("channels"), recorded.GetProperty("isrgb").GetBoolean()));
        (image.VoxelWidth, image.VoxelDepth, image.Unit).ShouldBe((recorded.GetProperty("xres").GetDouble(), recorded.GetProperty("zres").GetDouble(), ImagingFixtures.Text(recorded, "resunit")!));
        $"{image.TakenAt:yyyy-MM-ddTHH:mm:ss}".ShouldBe(ImagingFixtures.Text(recorded, "experiment_datetime"));
        (shown.CanChoose, shown.Conversion, inner.Name, inner.Image!.Width).ShouldBe((true, "dataset_leica_uuid", "Series B", 2));
    }

    [Fact]
    public async Task Sizes_times_and_conversions_are_told_and_what_is_empty_or_unknown_cannot_be_chosen()
    {
        await using var share = await ImageShare.CreateAsync(database);
        share.Write("a.tif");
        share.Write("b.doc");
        share.Write("c.czi", "");
        share.Write("d.lof");
        share.Write("e.zarr/.zattrs", "{}");
        File.SetLastWriteTimeUtc(share.At("a.tif"), new DateTime(2026, 11, 3, 8, 0, 0, DateTimeKind.Utc));

        var entries = (await share.ListAsync("")).Entries;

        entries.Select(e => $"{e.Name} {e.Kind} {e.CanChoose} {e.Size} {e.Conversion}".TrimEnd()).ShouldBe(
            ["a.tif File True 6", "b.doc File False 6", "c.czi File False 0", "d.lof File True 6 dataset_leica_uuid", "e.zarr Zarr True"]);
        entries[0].ModifiedAt.ShouldBe(new DateTimeOffset(2026, 11, 3, 8, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_file_of_references_is_opened_to_the_images_it_names_and_to_nothing_outside()
    {
        await using var share = await ImageShare.CreateAsync(database);
        const string Image = """<LMSDataContainerHeader><Element Name="Pos 1" UniqueID="x"><Data><Image><ImageDescription><Dimensions><DimensionDescription DimID="1" NumberOfElements="512" Length="0" Unit="m"/><DimensionDescription DimID="2" NumberOfElements="256" Length="0" Unit="m"/></Dimensions><Channels><ChannelDescription Resolution="16"/><ChannelDescription Resolution="12"/></Channels></ImageDescription></Image></Data></Element></LMSDataContainerHeader>""";
        share.Write("exp/All.xlef", """<?xml version="1.0" encoding="utf-8"?><LMSDataContainerHeader><Element Name="All"><Children><Reference File=".\Run%201\Run.xlcf" UUID="c1"/><Reference File="Overview.xlif" UUID="i1"/></Children></Element></LMSDataContainerHeader>""");
        share.Write("exp/Overview.xlif", Image);
        share.Write("exp/Run 1/Run.xlcf", """<LMSDataContainerHeader><Element Name="Run"><Children><Reference File="Metadata/p1.xlif" UUID="i2"/></Children></Element></LMSDataContainerHeader>""");
        share.Write("exp/Run 1/Metadata/p1.xlif", Image);
        share.Write("bad/Out.xlef", """<LMSDataContainerHeader><Element Name="Out"><Children><Reference File="../../../other/secret.xlif" UUID="i1"/></Children></Element></LMSDataContainerHeader>""");

        (await share.ListAsync("exp")).Entries.Single().Path.ShouldBe("exp/All.xlef");
        (await share.ListAsync("exp/All.xlef")).Entries.Select(e => $"{e.Name} {e.Path} {e.Image?.Width}".TrimEnd()).ShouldBe(["Run exp/All.xlef#c1", "Pos 1 exp/All.xlef#i1 512"]);
        (await share.ListAsync("exp/All.xlef#c1")).Entries.Single().Path.ShouldBe("exp/All.xlef#i2");
        var image = (await share.ListAsync("exp/All.xlef")).Entries[1];
        (image.Size, image.IsEstimate, BrowseWords.Size(image)).ShouldBe((512 * 256 * 4, true, "about 524 kB"), "two channels of two bytes");
        (await Should.ThrowAsync<RuleException>(() => share.ListAsync("bad/Out.xlef"))).Rule.ShouldBe("path");
    }

    [Fact]
    public async Task Of_a_file_with_images_the_images_can_be_ordered_and_its_folders_cannot()
    {
        await using var share = await ImageShare.CreateAsync(database);
        LayDown(share, "tiny.lif", isFolder: false);

        (await share.CheckAsync("tiny.lif#i-uuid-2", "tiny.lif")).ShouldBe([share.At("tiny.lif"), share.At("tiny.lif")]);
        (await Should.ThrowAsync<RuleException>(() => share.CheckAsync("tiny.lif#f-uuid-1"))).Rule.ShouldBe("not-an-image");
        (await Should.ThrowAsync<RuleException>(() => share.CheckAsync("tiny.lif#gone"))).Rule.ShouldBe("not-there");
    }

    [Theory]
    [InlineData("")]
    [InlineData("not leica at all, but long enough to look at")]
    [InlineData("p\0\0\0\0\0\0\0*\u0005\0\0\0<\0")]
    public async Task A_file_that_only_calls_itself_leica_is_told_in_words(string content)
    {
        await using var share = await ImageShare.CreateAsync(database);
        share.Write("a.lif", content);

        (await Should.ThrowAsync<RuleException>(() => share.ListAsync("a.lif"))).Rule.ShouldBe("not-a-leica-file");
    }

    [Fact]
    public async Task A_description_that_would_unfold_without_end_is_not_read()
    {
        await using var share = await ImageShare.CreateAsync(database);
        share.Write("a.xlef", """<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><LMSDataContainerHeader><Element Name="&b;"></Element></LMSDataContainerHeader>""");
        share.Write("b/deep.xlef", string.Concat(Enumerable.Repeat("<Element Name=\"d\"><Children>", 5_000)));

        (await Should.ThrowAsync<RuleException>(() => share.ListAsync("a.xlef"))).Rule.ShouldBe("not-a-leica-file");
        (await Should.ThrowAsync<RuleException>(() => share.ListAsync("b/deep.xlef"))).Rule.ShouldBe("not-a-leica-file");
    }

    private static void LayDown(ImageShare share, string path, bool isFolder)
    {
        if (isFolder)
        {
            Directory.CreateDirectory(share.At(path));
        }
        else if (path == "tiny.lif")
        {
            File.Copy(ImagingFixtures.At("synthetic/tiny.lif"), share.At(path));
        }
        else
        {
            share.Write(path);
        }
    }
}
