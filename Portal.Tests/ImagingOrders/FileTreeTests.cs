using Portal.Domain.ImagingOrders;
using Portal.ImagingOrders;
using Portal.Jobs.ImagingOrders.Files;

namespace Portal.Tests.ImagingOrders;

public sealed class FileTreeTests
{
    [Fact]
    public void Folders_unfold_in_place_and_fold_again_with_what_is_in_them()
    {
        var (a, b) = (Folder("a"), Folder("a/b"));
        var tree = new FileTree(Listing("", 3, a, File("x.tif")) with { Next = "1/x.tif" });

        tree.Unfold(a, Listing("a", 3, b, File("a/1.tif")) with { Next = "1/1.tif" });
        tree.Unfold(b, Listing("a/b", 1, File("a/b/2.tif")));
        tree.Mark(new[] { new ImportedMark("a/1.tif", new(DestinationType.Dataset, 5), "order", IsDone: true) }.ToLookup(m => m.Path));
        tree.Measure(new Dictionary<string, FolderSize> { ["x.tif"] = new(7, IsWhole: true) });

        tree.Lines.Select(l => $"{l.Depth} {l.Entry.Path} {l.IsUnfolded} {l.Marks.Count} {l.Size?.Bytes}".TrimEnd()).ShouldBe(["0 a True 0", "1 a/b True 0", "2 a/b/2.tif  0", "1 a/1.tif  1", "0 x.tif  0 7"]);
        tree.Hidden.ShouldBe(new Dictionary<string, int> { ["a"] = 1 });
        tree.Add(Listing("", 3, File("y.tif")));
        tree.Fold("a");
        tree.Lines.Select(l => l.Entry.Path).ShouldBe(["a", "x.tif", "y.tif"]);
        tree.Open.Next.ShouldBeNull();
        tree.Unfold(a, Listing("a", 1, b));
        tree.Lines.Select(l => l.Entry.Path).ShouldBe(["a", "a/b", "a/b/2.tif", "x.tif", "y.tif"], "what was unfolded in it still is");
    }

    [Fact]
    public void Of_every_folder_it_is_known_how_many_of_the_chosen_lie_in_it() =>
        FileTree.Within(["a/b/1.tif", "a/2.tif", "a/s.lif#i1", "a/s.lif#i2", "top.tif"]).ShouldBe(new Dictionary<string, int> { ["a/b"] = 1, ["a"] = 4, ["a/s.lif"] = 2 }, ignoreOrder: true);

    private static FileEntry Folder(string path) => new(path, path, FileKind.Folder, CanChoose: false, null, null, null, null);

    private static FileEntry File(string path) => new(path, path, FileKind.File, CanChoose: true, 1, null, null, null);

    private static FileListing Listing(string path, int count, params FileEntry[] entries) => new("g", path, entries, count, Next: null);
}
