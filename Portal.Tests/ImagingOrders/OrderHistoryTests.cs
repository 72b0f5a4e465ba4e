using Portal.Domain.ImagingOrders;

namespace Portal.Tests.ImagingOrders;

public sealed class OrderHistoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_recorded_order_is_told_with_its_stage_and_why_it_failed()
    {
        var told = ImagingFixtures.Orders().Select(o => (Order: o.Uuid[^2..], History: OrderHistory.Of(o.Rows.Reverse())))
            .Select(o => $"{o.Order} {o.History.Stage} {o.History.Failure?.Kind}{(o.History.Oddities == OrderOddity.None ? "" : $" {o.History.Oddities}")}{(o.History.IsPartly ? " partly" : "")}".TrimEnd());

        told.ShouldBe([
            "01 Failed DaemonRestarted DaemonRestarted",
            "01 Completed",
            "02 Failed Files partly",
            "03 Failed Files",
            "04 Failed UserOrGroup",
            "05 Completed",
            "06 Failed Conversion",
            "07 Completed",
            "08 Failed InvalidOrder",
            "09 Completed",
            "10 Failed InvalidOrder",
            "11 Failed Files",
            "12 Failed NoFiles",
            "13 Completed", // the importer's own mistake: its folder was not imported (its row says so, and rows are shown as they are)
            "14 Failed Files",
            "15 Completed",
            "16 Completed",
            "17 Completed",
        ]);
    }

    [Fact]
    public void The_short_names_of_every_recorded_row_after_the_start_are_reproduced()
    {
        var rows = ImagingFixtures.Orders().SelectMany(o => o.Rows).Where(r => r.Is is ImportStage.Preprocessing or ImportStage.Completed || r.Description is not null).ToList();

        rows.Count.ShouldBeGreaterThan(15);
        rows.ShouldAllBe(r => ShortFileNames.Of(r.Files).SequenceEqual(r.FileNames));
    }

    [Theory]
    [InlineData("Pending,Started,Started,Completed,Completed", ImportStage.Completed, OrderOddity.RunTwice)]
    [InlineData("Pending,Started,Failed:null,Completed", ImportStage.Completed, OrderOddity.DaemonRestarted | OrderOddity.FinishedByAnother)]
    [InlineData("Pending,Pending,Pending", ImportStage.Pending, OrderOddity.EditedByHand)]
    [InlineData("Pending,Pending,Pending,Failed:null", ImportStage.Failed, OrderOddity.EditedByHand | OrderOddity.DaemonRestarted)]
    [InlineData("Started,Completed", ImportStage.Completed, OrderOddity.EditedByHand)]
    [InlineData("Pending,Started,Failed,Pending", ImportStage.Pending, OrderOddity.EditedByHand)]
    [InlineData("Pending,Started,Resting", ImportStage.Unknown, OrderOddity.None)]
    [InlineData("Pending,Started,Preprocessing,Completed", ImportStage.Completed, OrderOddity.None)]
    public void What_should_not_be_is_flagged_and_the_highest_id_decides(string stages, ImportStage stage, OrderOddity oddities)
    {
        var history = OrderHistory.Of(stages.Split(',').Select((s, i) => Row(i + 1, "Import " + s.Replace(":null", "", StringComparison.Ordinal), Now.AddSeconds(-i),
            s == "Failed" ? "Preprocessing failed. See container logs for details." : null)));

        (history.Stage, history.Oddities).ShouldBe((stage, oddities));
    }

    [Fact]
    public void An_order_that_later_ones_were_started_before_is_passed_over_after_two_polls()
    {
        var history = OrderHistory.Of([Row(70, ImportStages.Pending, Now)]);

        history.IsPassedOver(null, Now.AddHours(1)).ShouldBeFalse();
        history.IsPassedOver(Now, Now.AddSeconds(10)).ShouldBeFalse();
        history.IsPassedOver(Now, Now.AddSeconds(11)).ShouldBeTrue();
    }

    [Fact]
    public void The_story_says_how_long_each_stage_took_and_bears_missing_times()
    {
        var history = OrderHistory.Of([Row(1, ImportStages.Pending, Now), Row(2, ImportStages.Started, Now.AddSeconds(4)), Row(3, "Import Resting", null), Row(4, ImportStages.Completed, Now.AddMinutes(2))]);

        history.Lines.Select(l => (l.Text, l.Lasted)).ShouldBe([(ImportStages.Pending, TimeSpan.FromSeconds(4)), (ImportStages.Started, null), ("Import Resting", null), (ImportStages.Completed, null)]);
    }

    [Theory]
    [InlineData("""["/data/caf\u00e9 \u0027x\u0027.tif","/data/naïve.tif"]""", "/data/café 'x'.tif|/data/naïve.tif")]
    [InlineData("""[ ]""", "")]
    [InlineData(null, "")]
    [InlineData("not a list", "not a list")]
    public void Lists_are_read_in_every_spelling(string? cell, string expected) => string.Join('|', ImportRow.List(cell)).ShouldBe(expected);

    private static ImportRow Row(long id, string stage, DateTimeOffset? at, string? description = null) => new()
    {
        Id = id,
        Uuid = "u",
        Group = "Demo",
        User = "alice",
        DestinationType = "Dataset",
        DestinationId = "5",
        Stage = stage,
        At = at,
        Files = ["/data/a.tif"],
        Description = description,
    };
}
