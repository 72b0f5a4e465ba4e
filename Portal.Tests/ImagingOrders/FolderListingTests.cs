using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.ImagingOrders;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>How folders are shown, however large they are and whatever names are in them.</summary>
public sealed class FolderListingTests(TestDatabase database)
{
    private static FileEntry Zarr => new("x.zarr", "x.zarr", FileKind.Zarr, CanChoose: true, null, null, null, null);

    [Fact]
    public async Task A_folder_of_a_hundred_thousand_is_paged_and_searched()
    {
        await using var share = await ImageShare.CreateAsync(database);
        Directory.CreateDirectory(share.At("big"));
        Parallel.For(0, 100_000, i => File.Create(share.At($"big/tile_{i:D6}.tif")).Dispose());

        var first = await share.ListAsync("big", limit: 3);
        var second = await share.ListAsync("big", cursor: first.Next, limit: 3);
        var found = await share.ListAsync("big", search: "_09999", limit: 4);

        (first.Count, first.Next).ShouldBe((100_000, "1/tile_000002.tif"));
        second.Entries.Select(e => e.Name).ShouldBe(["tile_000003.tif", "tile_000004.tif", "tile_000005.tif"]);
        (found.Count, found.Entries.Count, found.Entries[0].Name).ShouldBe((10, 4, "tile_099990.tif"));

        // Whatever is read of such a folder, only the page is ever in memory.
        using var group = share.Folders.Open(ImageShare.Group);
        using var folder = group.Look("big")!;
        var reading = new FolderReading(group, ConversionRules.Shipped);
        var before = GC.GetAllocatedBytesForCurrentThread();
        reading.Page(new(ImageShare.Group, "big"), new("big"), folder).Entries.Count.ShouldBe(FileQuestion.PageSize);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2_000_000);
    }

    [Fact]
    public async Task Every_name_is_on_one_page_whatever_the_order_and_where_a_page_ended_may_be_gone()
    {
        await using var share = await ImageShare.CreateAsync(database);
        foreach (var (name, day) in new[] { ("b.tif", 3), ("B.tif", 3), ("a.tif", 9), ("z/x.tif", 1), ("s.lif", 4), ("c.zarr/0", 2) })
        {
            share.Write(name);
            File.SetLastWriteTimeUtc(share.At(name.Split('/')[0]), new DateTime(2026, 11, day, 0, 0, 0, DateTimeKind.Utc));
        }

        async Task<string> AllAsync(bool newest, string? lose = null)
        {
            var (names, cursor) = (new List<string>(), (string?)null);
            do
            {
                var page = await share.Files.ListAsync(new(ImageShare.Group, "", Cursor: cursor, Limit: 2, Newest: newest), Actor.Portal, CancellationToken.None);
                page.Count.ShouldBe(lose is null || names.Count == 0 ? 6 : 5);
                names.AddRange(page.Entries.Select(e => e.Name));
                cursor = page.Next;
                if (lose is not null && File.Exists(share.At(lose)))
                {
                    File.Delete(share.At(lose));
                }
            }
            while (cursor is not null);
            return string.Join(' ', names);
        }

        (await AllAsync(newest: false)).ShouldBe("s.lif z a.tif B.tif b.tif c.zarr");
        (await AllAsync(newest: true)).ShouldBe("a.tif s.lif B.tif b.tif c.zarr z");
        (await AllAsync(newest: true, lose: "s.lif")).ShouldBe("a.tif s.lif B.tif b.tif c.zarr z", "the first page ended with what is gone now");
        (await Should.ThrowAsync<RuleException>(() => share.ListAsync("", cursor: "nonsense"))).Rule.ShouldBe("cursor");
    }

    [Fact]
    public async Task Of_what_holds_many_files_the_size_is_counted_as_far_as_that_is_quick_and_never_outside()
    {
        await using var share = await ImageShare.CreateAsync(database);
        share.Write("small.zarr/.zattrs", "{}");
        share.Write("small.zarr/0/0/1", "12345678");
        Directory.CreateSymbolicLink(share.At("small.zarr/0/away"), "/usr/share");
        Directory.CreateSymbolicLink(share.At("out.zarr"), "/usr/share");
        Directory.CreateDirectory(share.At("large.zarr/0"));
        Parallel.For(0, FolderSizes.MostFiles + 5, i => File.WriteAllText(share.At($"large.zarr/0/{i}"), "x"));

        var sizes = await share.Sizes.OfAsync(ImageShare.Group, ["small.zarr", "large.zarr", "out.zarr"], Actor.Portal, CancellationToken.None);

        sizes["small.zarr"].ShouldBe(new FolderSize(10, IsWhole: true));
        (sizes["large.zarr"].IsWhole, sizes["large.zarr"].Bytes).ShouldBe((false, FolderSizes.MostFiles - 1), "the folder in it was counted too");
        sizes["out.zarr"].ShouldBe(new FolderSize(0, IsWhole: false));
        (BrowseWords.Size(Zarr, sizes["small.zarr"]), BrowseWords.Size(Zarr, sizes["large.zarr"])).ShouldBe(("10 B", "at least 20 kB"));
    }

    [Fact]
    public async Task A_name_no_order_can_hold_is_shown_and_cannot_be_chosen()
    {
        await using var share = await ImageShare.CreateAsync(database);
        share.Write("back\\slash.tif");
        share.Write("~home.tif");
        share.Write("fine #1.tif");

        (await share.ListAsync("")).Entries.Select(e => $"{e.Name} {e.CanChoose}").ShouldBe(["back\\slash.tif False", "fine #1.tif True", "~home.tif False"]);
        (await share.Files.ChoosableAsync(new(ImageShare.Group, ""), Actor.Portal, CancellationToken.None)).ShouldBe(["fine #1.tif"]);
    }
}
