using System.Globalization;
using System.Text;

namespace Portal.GenomeCatalogues;

/// <summary>A node where it is drawn.</summary>
/// <param name="Path">Positions below each other from the whole tree's root: "0.3.1".</param>
/// <param name="IsCollapsed">It has children that are not drawn.</param>
public sealed record DrawnNode(PhyloNode Node, string Path, int Depth, double Row, bool IsCollapsed);

/// <summary>A tree laid out: one row for each end. As many levels are opened as there is room for; what would be too much stays closed.</summary>
public sealed class TreeDrawing
{
    public const int MostEnds = 500;
    public const int RowHeight = 20;
    public const int LevelWidth = 140;

    private readonly List<DrawnNode> _nodes = [];
    private readonly StringBuilder _lines = new();
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private int _rows;

    private TreeDrawing()
    {
    }

    public IReadOnlyList<DrawnNode> Nodes => _nodes;

    /// <summary>The branches, as the data of an SVG path.</summary>
    public string Lines => _lines.ToString();

    public int Height => _rows * RowHeight;

    public int Width => (_nodes.Max(n => n.Depth) + 2) * LevelWidth + 60;

    /// <summary>Children of the first node that there is no room for.</summary>
    public int LeftOut { get; private set; }

    /// <param name="path">Where the node is in the whole tree.</param>
    public static TreeDrawing Of(PhyloNode from, string? path)
    {
        var drawing = new TreeDrawing();
        drawing.Open(from, path ?? "");
        drawing.Place(from, path ?? "", 0);
        return drawing;
    }

    private static string Below(string path, int position) => path.Length == 0 ? $"{position}" : $"{path}.{position}";

    private IEnumerable<(PhyloNode Node, string Path)> Children(PhyloNode node, string path) => node.Children.Take(MostEnds).Select((c, i) => (c, Below(path, i)));

    // Level by level, so that the upper ones are whole before any lower one is opened.
    private void Open(PhyloNode from, string path)
    {
        LeftOut = Math.Max(0, from.Children.Count - MostEnds);
        var (ends, waiting) = (1, new Queue<(PhyloNode Node, string Path)>([(from, path)]));
        while (waiting.TryDequeue(out var next))
        {
            var room = next.Node.Children.Count > 0 && (next.Node == from || ends - 1 + next.Node.Children.Count <= MostEnds);
            if (room && _open.Add(next.Path))
            {
                ends += Math.Min(next.Node.Children.Count, MostEnds) - 1;
                foreach (var child in Children(next.Node, next.Path))
                {
                    waiting.Enqueue(child);
                }
            }
        }
    }

    private double Place(PhyloNode node, string path, int depth)
    {
        if (!_open.Contains(path))
        {
            _nodes.Add(new(node, path, depth, _rows, node.Children.Count > 0));
            return _rows++;
        }

        var rows = Children(node, path).Select(c => Place(c.Node, c.Path, depth + 1)).ToList();
        var row = rows[0]; // beside its first child: where the tree is first looked at, its upper names are seen
        _nodes.Add(new(node, path, depth, row, IsCollapsed: false));
        var joint = (depth + 1) * LevelWidth - 8;
        Line($"M{depth * LevelWidth} {Y(row)}H{joint}M{joint} {Y(rows[0])}V{Y(rows[^1])}");
        foreach (var child in rows)
        {
            Line($"M{joint} {Y(child)}h8");
        }

        return row;
    }

    private void Line(FormattableString path) => _lines.Append(path.ToString(CultureInfo.InvariantCulture));

    private static double Y(double row) => row * RowHeight + RowHeight / 2d;
}
