namespace Portal.Bench;

/// <summary>Prints figures as columns, and below each how it was taken.</summary>
internal static class FigureTable
{
    private const int TextWidth = 130;

    public static void Write(TextWriter output, string name, IReadOnlyList<Figure> figures)
    {
        var rows = figures.Select(f => (Figure: f, Cells: Cells(f))).ToList();
        string[] head = ["figure", "measured", "beside it", "goal"];
        var widths = Enumerable.Range(0, head.Length).Select(column => rows.SelectMany(r => r.Cells[column]).Append(head[column]).Max(c => c.Length)).ToArray();
        output.WriteLine();
        output.WriteLine($"# {name}");
        output.WriteLine(Line(head, widths));
        output.WriteLine(new string('-', widths.Sum() + (3 * (widths.Length - 1))));
        foreach (var (figure, cells) in rows)
        {
            for (var line = 0; line < cells.Max(c => c.Count); line++)
            {
                output.WriteLine(Line([.. cells.Select(c => line < c.Count ? c[line] : "")], widths));
            }

            WriteText(output, "how: ", figure.How);
            foreach (var part in figure.Parts)
            {
                WriteText(output, "of which: ", part);
            }

            if (figure is { Goal.Met: false, HeldBackBy: { } reason })
            {
                WriteText(output, "held back by: ", reason);
            }

            output.WriteLine();
        }
    }

    private static IReadOnlyList<string>[] Cells(Figure figure) =>
        [[figure.What], [figure.Measured], figure.Beside, figure.Goal is { } goal ? [goal.ToString()] : ["(orientation)"]];

    private static string Line(string[] cells, int[] widths) => string.Join("   ", cells.Select((c, i) => c.PadRight(widths[i]))).TrimEnd();

    private static void WriteText(TextWriter output, string label, string text)
    {
        var line = label;
        foreach (var word in text.Split(' '))
        {
            if (line.Length + word.Length > TextWidth)
            {
                output.WriteLine($"    {line.TrimEnd()}");
                line = new string(' ', label.Length);
            }

            line += word + " ";
        }

        output.WriteLine($"    {line.TrimEnd()}");
    }
}
