using Portal.Common;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.ImagingOrders;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>What the wizard asks of files beside their list.</summary>
public sealed class WizardFilesTests(TestDatabase database)
{
    [Fact]
    public async Task All_of_a_folder_that_can_be_chosen_fits_a_pattern_and_comes_in_order_of_time_where_that_is_asked()
    {
        await using var share = await ImageShare.CreateAsync(database);
        foreach (var (name, day) in new[] { ("f/tile_1.czi", 3), ("f/tile_2.czi", 9), ("f/tile_3.tif", 1), ("f/notes.doc", 4), ("f/deep/x.tif", 2) })
        {
            share.Write(name);
            File.SetLastWriteTimeUtc(share.At(name), new DateTime(2026, 11, day, 0, 0, 0, DateTimeKind.Utc));
        }

        share.Write("f/empty.tif", "");
        Task<IReadOnlyList<string>> AllAsync(string path, string? search = null) => share.Files.ChoosableAsync(new(ImageShare.Group, path, search), Actor.Portal, CancellationToken.None);
        File.Copy(ImagingFixtures.At("synthetic/tiny.lif"), share.At("tiny.lif"));

        (await AllAsync("f")).ShouldBe(["f/tile_1.czi", "f/tile_2.czi", "f/tile_3.tif"]);
        (await AllAsync("f", "tile_*.czi")).ShouldBe(["f/tile_1.czi", "f/tile_2.czi"]);
        (await AllAsync("tiny.lif")).ShouldAllBe(p => p.StartsWith("tiny.lif#"));
        (await share.Files.ListAsync(new(ImageShare.Group, "f", "tile_?.*", Newest: true), Actor.Portal, CancellationToken.None)).Entries.Select(e => e.Name).ShouldBe(["tile_2.czi", "tile_1.czi", "tile_3.tif"]);
        (await share.ListAsync("f")).Free.ShouldNotBeNull().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Of_everything_that_is_to_be_ordered_it_is_said_what_is_wrong_with_it_and_many_images_of_one_file_are_looked_up_in_it_at_once()
    {
        await using var share = await ImageShare.CreateAsync(database);
        share.Write("a.tif");
        share.Write("empty.tif", "");
        share.Write("b.doc");
        File.Copy(ImagingFixtures.At("synthetic/tiny.lif"), share.At("tiny.lif"));

        var looked = await share.Files.LookAtAsync(ImageShare.Group, ["a.tif", "gone.tif", "empty.tif", "b.doc", "tiny.lif#i-uuid-2", "tiny.lif#gone"], Actor.Portal, CancellationToken.None);

        looked.Select(f => f.Rule).ShouldBe([null, "not-there", "not-an-image", "not-an-image", null, "not-there"]);
        (looked[0].Size, looked[4].Ordered).ShouldBe((6, share.At("tiny.lif")));
        looked.Select(f => f.ImageName).ShouldBe([null, null, null, null, "Series B", null]);
        (await share.Files.LookAtAsync(ImageShare.Group, ["a.tif", "../x", "/etc/x"], Actor.Portal, CancellationToken.None)).Select(f => f.Rule).ShouldBe([null, "path", "path"]);
        (await share.RefusedAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_metadata_file_beside_the_files_is_shown_with_the_lines_that_are_none()
    {
        await using var share = await ImageShare.CreateAsync(database);
        share.Write("f/a.tif");
        share.Write("f/metadata.csv", File.ReadAllText(ImagingFixtures.At("synthetic/metadata.csv")));
        share.Write("f/.processed/metadata.csv", "magnification,20x\n,nothing\nempty,\n\"two\nlines\",\"a, b\"\n");
        share.Write("g/a.tif");
        share.Write("g/metadata.csv", "\"never closed,x\n");
        File.CreateSymbolicLink(share.At("metadata.csv"), "/etc/hostname");
        share.Write("top.tif");

        var files = await share.Metadata.BesideAsync(ImageShare.Group, ["f/a.tif", "f/b.lif#1", "g/a.tif", "top.tif"], Actor.Portal, CancellationToken.None);

        files.Select(f => f.Path).ShouldBe(["f/metadata.csv", "f/.processed/metadata.csv", "g/metadata.csv", "metadata.csv"]);
        files[0].Table.Pairs.Select(p => $"{p.Key}={p.Value}").ShouldBe(["key=value", "acquisition_date=2024-01-15", "magnification=63x"]);
        files[0].Table.Malformed.ShouldBe([new(4, 1, "bad row")]);
        files[1].Table.Pairs.Select(p => $"{p.Key}={p.Value}").ShouldBe(["magnification=20x", "empty=", "two\nlines=a, b"]);
        files[0].Table.Then(files[1].Table).Pairs.Select(p => $"{p.Key}={p.Value}").ShouldBe(["key=value", "acquisition_date=2024-01-15", "magnification=20x", "empty=", "two\nlines=a, b"]);
        var recorded = ImagingFixtures.Json("recorded/commands.json").GetProperty("runs")[0].GetProperty("orders").GetProperty("10000000-0000-0000-0000-000000000001")[1].GetProperty("kv");
        files[0].Table.Pairs.Select(p => $"csv_{p.Key}={p.Value}").ShouldBe(recorded.EnumerateObject().Where(p => p.Name.StartsWith("csv_", StringComparison.Ordinal)).Select(p => $"{p.Name}={p.Value.GetString()}"));
        files[2].Table.Pairs.ShouldBeEmpty("its quotation mark is never closed");
        files[3].Problem.ShouldBe("It is a link that leads out of the group’s folder.");
    }

    [Fact]
    public async Task What_was_imported_already_is_marked_whoever_ordered_it()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        var order = await world.OneAsync(OrderWorld.Wish("a.tif"));
        var withdrawn = await world.OneAsync(OrderWorld.Wish("c.czi"));
        await world.Desk.WithdrawAsync(withdrawn.Id, null, Actor.Portal, CancellationToken.None);
        var other = TrackingWorld.Order(world.At("b.tif")) with { Group = OrderWorld.Group };
        await world.Tracking.Writer.WriteAsync(other, CancellationToken.None);
        await world.Tracking.AppendAsync(other.UuidText, ImportStages.Completed);
        await world.Tracking.RunAsync($"""UPDATE imports SET group_name = '{OrderWorld.Group}', files = '["{world.At("b.tif")}"]'""");

        var marks = await world.Marks.OfAsync(OrderWorld.Group, "", ["a.tif", "b.tif", "c.czi"], Actor.Portal, CancellationToken.None);

        marks["a.tif"].Select(m => (m.Order, m.IsDone, m.Destination.Id)).ShouldBe([($"{order.Id}", false, 151L)]);
        marks["b.tif"].Select(m => (m.Order, m.IsDone)).ShouldBe([(other.UuidText, true)]);
        marks["c.czi"].ShouldBeEmpty();
    }

    [Fact]
    public void What_is_odd_about_files_is_said_before_anything_starts()
    {
        var now = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
        var order = ImagingOrder.Of(new(new(DestinationType.Dataset, 1), ConversionRules.Shipped.Of("x.lif"), [], ["big.lif"]), "g", "u", new(), Actor.Portal, now);
        OrderOutcome Outcome(params CheckedFile[] files) => new([order], [], null, null) { Files = files };
        var (old, young) = (now.AddHours(-1), now.AddSeconds(-90));

        FileFindings.Of(Outcome(new CheckedFile("a.tif", "/a.tif", 5, old)), free: 10, now).ShouldAllBe(f => f.IsFine);
        var findings = FileFindings.Of(Outcome(new("a.tif", "/a.tif", 60_000_000_000, young), new("big.lif", "/big.lif", 5_000, old), new("gone.tif", null, null, null, "not-there", "It is gone.")), free: 4_000, now);

        findings.Select(f => (f.IsFine, f.Stops)).ShouldBe([(false, true), (false, false), (false, false), (false, false)]);
        findings.Select(f => f.Words).ShouldBe(["It is gone.", "1 file changed in the last 2 minutes and may still be being written. Hold the orders, or schedule them for later.",
            "1 file is larger than 50 GB: the import takes hours, and others wait behind it.", "Conversions need about 5 kB and only 4 kB are free on the share. Make room first."]);
    }

    [Fact]
    public void A_time_is_meant_where_the_browser_is_and_one_that_clocks_skip_is_none()
    {
        var london = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

        LocalTime.Read("2026-07-01T18:00", london).ShouldBe(new DateTimeOffset(2026, 7, 1, 17, 0, 0, TimeSpan.Zero));
        LocalTime.Read("2026-12-01T18:00", london).ShouldBe(new DateTimeOffset(2026, 12, 1, 18, 0, 0, TimeSpan.Zero));
        LocalTime.Read("2026-12-01T18:00", TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo")).ShouldBe(new DateTimeOffset(2026, 12, 1, 9, 0, 0, TimeSpan.Zero));
        LocalTime.Write(new DateTimeOffset(2026, 7, 1, 17, 0, 0, TimeSpan.Zero), london).ShouldBe("2026-07-01T18:00");
        LocalTime.Read("", london).ShouldBeNull();
        Should.Throw<RuleException>(() => LocalTime.Read("2026-03-29T01:30", london)).Message.ShouldContain("clocks go forward");
    }

    [Fact]
    public void A_value_of_ones_own_counts_only_where_the_configuration_has_the_parameter()
    {
        var rules = ConversionRules.Shipped;

        rules.With([new("screen_db_to_tiff", "saveoption", "multi")]).Find("screen_db_to_tiff")!.Parameters.Single().Value.ShouldBe("multi");
        foreach (var wrong in new ChosenParameter[] { new("gone", "a", "b"), new("screen_db", "level", "3"), new("dataset_leica_uuid", "image_uuid", "x"), new("screen_db_to_tiff", "saveoption", ""), new("screen_db_to_tiff", "saveoption", "{UUID}") })
        {
            Should.Throw<RuleException>(() => rules.With([wrong])).Rule.ShouldBe("parameter");
        }
    }

    [Theory]
    [InlineData("", "v")]
    [InlineData("k\u0007", "v")]
    public void A_pair_that_cannot_be_written_is_refused(string key, string value) => Should.Throw<RuleException>(() => MetadataPair.Require([new(key, value)])).Rule.ShouldBe("metadata");
}
