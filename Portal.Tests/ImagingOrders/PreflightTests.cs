using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.ImagingOrders;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>What is looked at before anything is written, each with its finding in words.</summary>
public sealed class PreflightTests(TestDatabase database)
{
    [Fact]
    public async Task Each_thing_that_can_be_wrong_with_a_file_has_its_words_before_anything_is_written()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        world.Write("report.docx");
        File.WriteAllText(world.At("empty.tif"), "");
        File.CreateSymbolicLink(world.At("loop.tif"), "loop.tif"); // whoever opens it gets nowhere, root neither
        Directory.CreateDirectory(world.At("folder"));
        File.CreateSymbolicLink(world.At("theirs.tif"), Path.Combine(world.At(".."), "other/secret.tif"));
        File.WriteAllText(Path.Combine(world.At(".."), "other/secret.tif"), "theirs");

        async Task<string> FindingAsync(string path)
        {
            var outcome = (await world.Desk.LookAsync([OrderWorld.Wish(path)], Actor.Portal, CancellationToken.None)).Items.Single();
            outcome.Orders.ShouldBeEmpty();
            return $"{outcome.Rule}: {outcome.Problem}";
        }

        (await FindingAsync("gone.tif")).ShouldBe("not-there: There is no “gone.tif” in the group’s folder. Check the spelling, or browse to it.");
        (await FindingAsync("empty.tif")).ShouldBe("not-an-image: “empty.tif” is empty. Wait until it is written, or choose another.");
        (await FindingAsync("loop.tif")).ShouldBe("unreadable: “loop.tif” cannot be opened: Too many levels of symbolic links. Ask whoever looks after the storage.");
        (await FindingAsync("report.docx")).ShouldBe("not-an-image: “report.docx” cannot be imported: it is no file or zarr folder that OMERO or a conversion can read.");
        (await FindingAsync("folder")).ShouldStartWith("not-an-image: “folder” cannot be imported");
        (await FindingAsync("theirs.tif")).ShouldBe("path: “theirs.tif” is refused: a link in it leads out of the group’s folder. Only what lies in the folder of Demuth lab can be chosen.");
        (await FindingAsync("../other/secret.tif")).ShouldStartWith("path: “../other/secret.tif” is refused: it climbs out with “..”.");
        (await world.AuditAsync()).ShouldBe(["imaging-files.refuse", "imaging-files.refuse"]);
        (await world.OrdersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Still_growing_twice_and_too_little_space_are_told_and_leave_the_choice()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        var (first, now) = (await world.OneAsync(OrderWorld.Wish("a.tif")), DateTimeOffset.UtcNow);
        foreach (var name in new[] { "a.tif", "s.lif" })
        {
            File.SetLastWriteTimeUtc(world.At(name), now.UtcDateTime.AddHours(-1));
        }

        File.SetLastWriteTimeUtc(world.At("b.tif"), now.UtcDateTime.AddSeconds(-30));
        var outcome = (await world.Desk.LookAsync([OrderWorld.Wish("a.tif", "b.tif", "s.lif")], Actor.Portal, CancellationToken.None)).Items.Single();
        var findings = FileFindings.Of(outcome, free: 1, now);

        (outcome.Problem, outcome.Orders.Count).ShouldBe((null, 2));
        findings.Select(f => $"{f.IsFine} {f.Words} {string.Join(',', f.Paths)}".TrimEnd()).ShouldBe(["True 3 of 3 exist, are readable and not empty",
            "False 1 file changed in the last 2 minutes and may still be being written. Hold the orders, or schedule them for later. b.tif",
            "False Conversions need about 6 B and only 1 B are free on the share. Make room first."]);
        outcome.Known.Select(k => (k.Path, k.Order)).ShouldBe([("a.tif", $"{first.Id}")]);
    }

    [Fact]
    public async Task A_file_that_went_there_before_is_known_by_what_became_of_it()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        foreach (var name in new[] { "done.tif", "running.tif", "failed.tif", "partly1.tif", "partly2.tif", "twice.tif", "new.tif" })
        {
            world.Write(name);
        }

        var done = await WrittenAsync(world, "done.tif", ImportStages.Started, ImportStages.Completed);
        var running = await WrittenAsync(world, "running.tif", ImportStages.Started);
        var failed = await WrittenAsync(world, "failed.tif", ImportStages.Started, ImportStages.Failed);
        await WrittenAsync(world, "twice.tif", ImportStages.Failed);
        var again = await WrittenAsync(world, "twice.tif", ImportStages.Completed);
        var partly = await WrittenAsync(world, "partly1.tif", ImportStages.Failed);
        await world.Tracking.RunAsync($"""UPDATE imports SET files = '["{world.At("partly1.tif")}", "{world.At("partly2.tif")}"]', description = 'Import failed for data package {partly} targeting OMERO 151. Failed files: [''{world.At("partly2.tif")}'']' WHERE uuid = '{partly}'""");
        var wish = OrderWorld.Wish("done.tif", "running.tif", "failed.tif", "partly1.tif", "partly2.tif", "twice.tif", "new.tif");

        var told = (await world.Desk.LookAsync([wish], Actor.Portal, CancellationToken.None)).Items.Single();
        var skipped = (await world.Desk.LookAsync([wish with { SkipKnown = true }], Actor.Portal, CancellationToken.None)).Items.Single();

        told.Known.Select(k => $"{k.Path} {k.IsDone} {k.Order}").Order().ShouldBe([$"done.tif True {done}", $"partly1.tif True {partly}", $"running.tif False {running}", $"twice.tif True {again}"]);
        told.FailedBefore.Select(k => $"{k.Path} {k.Order}").Order().ShouldBe([$"failed.tif {failed}", $"partly2.tif {partly}"]);
        told.Orders.Single().Paths.Count.ShouldBe(7);
        skipped.Orders.Single().Paths.ShouldBe(["failed.tif", "partly2.tif", "new.tif"], "what failed is tried again");
    }

    private static async Task<string> WrittenAsync(OrderWorld world, string file, params string[] stages)
    {
        var order = TrackingWorld.Order(world.At(file));
        await world.Tracking.Writer.WriteAsync(order, CancellationToken.None);
        foreach (var stage in stages)
        {
            await world.Tracking.AppendAsync(order.UuidText, stage);
        }

        await world.Tracking.RunAsync($"""UPDATE imports SET files = '["{world.At(file)}"]' WHERE uuid = '{order.UuidText}'""");
        return order.UuidText;
    }
}
