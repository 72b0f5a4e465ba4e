using System.Text.Json;

namespace Portal.GenomeCatalogues;

/// <summary>A node of a catalogue's <c>phylo_tree.json</c>: a taxon, or a genome at the end.</summary>
/// <param name="Count">Genomes below it, itself included.</param>
public sealed record PhyloNode(string Name, bool IsGenome, int Count, IReadOnlyList<PhyloNode> Children);

/// <summary>Reads the tree as pipelines write it. A leaf's count is spelled <c>countgen</c>, or <c>coungen</c> as the pipeline has it.</summary>
public static class PhyloTree
{
    private const int Deepest = 256;

    /// <exception cref="JsonException">It is no tree.</exception>
    public static async Task<PhyloNode> ReadAsync(Stream json, CancellationToken cancellationToken)
    {
        using var document = await JsonDocument.ParseAsync(json, new JsonDocumentOptions { MaxDepth = 2 * Deepest }, cancellationToken);
        return Node(document.RootElement);
    }

    /// <summary>The node at "0.3.1" with everything above it, the root first; null when there is none.</summary>
    public static IReadOnlyList<PhyloNode>? Way(PhyloNode root, string? path)
    {
        var way = new List<PhyloNode> { root };
        foreach (var step in (path ?? "").Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(step, out var position) || position < 0 || position >= way[^1].Children.Count)
            {
                return null;
            }

            way.Add(way[^1].Children[position]);
        }

        return way;
    }

    private static PhyloNode Node(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("A node of the tree is no object.");
        }

        var children = json.TryGetProperty("children", out var below) && below.ValueKind == JsonValueKind.Array ? below.EnumerateArray().Select(Node).ToList() : [];
        var type = Text(json, "type");
        var counted = Number(json, "countgen") ?? Number(json, "coungen");
        var genome = children.Count == 0 && type is "" or "genome";
        return new(Text(json, "name") is { Length: > 0 } name ? name : "unnamed", genome, counted ?? (children.Count == 0 ? 1 : children.Sum(c => c.Count)), children);
    }

    private static string Text(JsonElement json, string key) => json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static int? Number(JsonElement json, string key) => json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;
}
