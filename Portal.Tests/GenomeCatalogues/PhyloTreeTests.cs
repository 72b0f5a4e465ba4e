using System.Text;
using System.Text.Json;
using Portal.GenomeCatalogues;

namespace Portal.Tests.GenomeCatalogues;

public sealed class PhyloTreeTests
{
    [Fact]
    public async Task A_leafs_count_is_read_in_both_spellings_and_summed_where_there_is_none()
    {
        var tree = await ReadAsync("""{"children":[{"name":"d__Bacteria","type":"d","children":[{"coungen":1,"name":"MGYG000000003","type":"genome"},{"countgen":4,"name":"MGYG000000004","type":"genome"}]}]}""");

        (tree.Count, tree.Children[0].Name, tree.Children[0].Count).ShouldBe((5, "d__Bacteria", 5));
        tree.Children[0].Children.ShouldAllBe(c => c.IsGenome);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"children":["a"]}""")]
    [InlineData("{")]
    public Task What_is_no_tree_is_refused(string json) => Should.ThrowAsync<JsonException>(() => ReadAsync(json));

    [Fact]
    public void Up_to_five_hundred_ends_are_all_drawn()
    {
        var drawing = TreeDrawing.Of(Tree(phyla: 5, each: 100), null);

        drawing.Nodes.Count(n => n.Node.IsGenome).ShouldBe(500);
        drawing.Nodes.ShouldAllBe(n => !n.IsCollapsed);
        drawing.Height.ShouldBe(500 * TreeDrawing.RowHeight);
    }

    [Fact]
    public void Beyond_that_the_lower_levels_stay_closed_and_open_as_trees_of_their_own()
    {
        var tree = Tree(phyla: 6, each: 100);

        var drawing = TreeDrawing.Of(tree, null);

        drawing.Nodes.Count(n => n.Node.IsGenome).ShouldBe(400);
        drawing.Nodes.Where(n => n.IsCollapsed).Select(n => (n.Node.Name, n.Path)).ShouldBe([("p__4", "0.4"), ("p__5", "0.5")]);
        var way = PhyloTree.Way(tree, "0.5")!;
        way.Select(n => n.Name).ShouldBe(["Domain", "d__Bacteria", "p__5"]);
        TreeDrawing.Of(way[^1], "0.5").Nodes[^1].Path.ShouldBe("0.5");
        PhyloTree.Way(tree, "0.17").ShouldBeNull();
    }

    [Fact]
    public void A_node_with_more_children_than_there_is_room_for_says_how_many_are_left_out()
    {
        var drawing = TreeDrawing.Of(Tree(phyla: 1, each: 700).Children[0].Children[0], "0.0");

        (drawing.Nodes.Count(n => n.Node.IsGenome), drawing.LeftOut).ShouldBe((500, 200));
    }

    private static PhyloNode Tree(int phyla, int each)
    {
        var below = Enumerable.Range(0, phyla).Select(p => new PhyloNode($"p__{p}", false, each, [.. Enumerable.Range(0, each).Select(g => new PhyloNode($"MGYG{p}{g}", true, 1, []))])).ToList();
        return new("Domain", false, phyla * each, [new("d__Bacteria", false, phyla * each, below)]);
    }

    private static Task<PhyloNode> ReadAsync(string json) => PhyloTree.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(json)), CancellationToken.None);
}
