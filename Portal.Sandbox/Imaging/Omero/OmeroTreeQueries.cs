using System.Text.RegularExpressions;

namespace Portal.Sandbox.Imaging.Omero;

/// <summary>What is asked to show somebody what a group has. Members may write what is not theirs, but not in “Other lab”; the login leader leads every group.</summary>
internal static class OmeroTreeQueries
{
    private const string Columns = @"select o\.id, o\.name, o\.details\.owner\.omeName from";
    private const string InOrder = @"order by lower\(o\.name\), o\.id";
    private const string ClosedGroup = "Other lab";
    private const long ReadAnnotate = -40;
    private const long ReadWrite = -8;

    public static IReadOnlyList<(Regex Words, Func<OmeroThings, OmeroThing, Match, IEnumerable<object?[]>> Rows)> Known { get; } =
    [
        (Of($@"{Columns} Dataset o where not exists \(select l from ProjectDatasetLink l where l\.child\.id = o\.id\) {InOrder}"), (t, s, _) =>
            Rows(Seen(t, s, "Dataset").Where(d => t.Of("ProjectDatasetLink").All(l => l["child"] != d.Proxy)))),
        (Of($@"{Columns} Dataset o join o\.projectLinks l where l\.parent\.id = (?<id>\d+) {InOrder}"), (t, s, m) =>
            Rows(Seen(t, s, "Dataset").Where(d => t.Of("ProjectDatasetLink").Any(l => l["child"] == d.Proxy && l["parent"] == $"Project:{m.Groups["id"].Value}")))),
        (Of($@"{Columns} (?<type>Dataset|Screen) o where lower\(o\.name\) like '%(?<part>.*)%' escape '!' {InOrder}"), (t, s, m) =>
            Rows(Seen(t, s, m.Groups["type"].Value).Where(o => o["name"]!.Contains(Part(m), StringComparison.OrdinalIgnoreCase)))),
        (Of($@"{Columns} (?<type>Project|Dataset|Screen) o where o\.id = (?<id>\d+)"), (t, s, m) => Rows(Seen(t, s, m.Groups["type"].Value).Where(o => o.Proxy == $"{m.Groups["type"].Value}:{m.Groups["id"].Value}"))),
        (Of($@"{Columns} (?<type>Project|Screen) o {InOrder}"), (t, s, m) => Rows(Seen(t, s, m.Groups["type"].Value))),
        (Of(@"select g\.details\.permissions\.perm1 from ExperimenterGroup g where g\.name = '(?<name>.*)'"), (_, _, m) => [[m.Groups["name"].Value == ClosedGroup ? ReadAnnotate : ReadWrite]]),
        (Of(@"select m\.child\.omeName from GroupExperimenterMap m where m\.parent\.name = '.*' and m\.owner = true"), (_, _, _) => [["leader"]]),
    ];

    private static IEnumerable<OmeroThing> Seen(OmeroThings things, OmeroThing session, string type) => things.Of(type).Where(t => t.Group == session.Group);

    private static IEnumerable<object?[]> Rows(IEnumerable<OmeroThing> things) => things.OrderBy(t => t["name"], StringComparer.OrdinalIgnoreCase).ThenBy(t => t.Id).Select(t => new object?[] { t.Id, t["name"], t.Owner });

    private static string Part(Match match) => match.Groups["part"].Value.Replace("''", "'", StringComparison.Ordinal).Replace("!%", "%", StringComparison.Ordinal).Replace("!_", "_", StringComparison.Ordinal).Replace("!!", "!", StringComparison.Ordinal);

    private static Regex Of(string words) => new($"^{words}$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, TimeSpan.FromSeconds(1));
}
