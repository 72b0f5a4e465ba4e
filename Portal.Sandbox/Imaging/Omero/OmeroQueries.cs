using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Portal.Sandbox.Imaging.Omero;

/// <summary>The queries somebody asks of OMERO, each known by its words; anything else is a bad query.</summary>
internal static class OmeroQueries
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string Lies = @"\(i\.details\.externalInfo\.lsid = (?<path>'.*') or i\.details\.externalInfo\.lsid like (?<below>'.*') escape '!'\) and i\.id > (?<after>\d+)";

    private static readonly (Regex Words, Func<OmeroThings, OmeroThing, Match, IEnumerable<object?[]>> Rows)[] Known =
    [
        (Of(@"select p\.id, p\.name from Project p order by p\.id"), (t, s, _) => Own(t, s, "Project").Select(p => new object?[] { p.Id, p["name"] })),
        (Of(@"select s\.id, s\.name from Screen s order by s\.id"), (t, s, _) => Own(t, s, "Screen").Select(p => new object?[] { p.Id, p["name"] })),
        (Of(@"select d\.id, d\.name, l\.parent\.id from Dataset d left outer join d\.projectLinks l order by d\.id"), (t, s, _) => Own(t, s, "Dataset").SelectMany(d =>
            Links(t, "ProjectDatasetLink").Where(l => l["child"] == d.Proxy).Select(l => (object?)Id(l["parent"])).DefaultIfEmpty(null).Select(p => new[] { d.Id, d["name"], p }))),
        (Of(@"select o\.id, o\.name from (?<type>Dataset|Screen|Project) o where o\.id = (?<id>\d+)"), (t, s, m) => Own(t, s, m.Groups["type"].Value).Where(o => o.Id == Number(m, "id")).Select(o => new object?[] { o.Id, o["name"] })),
        (Of(@"select max\(f\.id\) from Fileset f"), (t, s, _) => [[t.Of("Fileset").Where(f => f.Group == s.Group).Select(f => (object?)f.Id).LastOrDefault()]]),
        (Of(@"select max\(i\.id\) from Image i"), (t, s, _) => [[t.Of("Image").Where(i => i.Group == s.Group).Select(i => (object?)i.Id).LastOrDefault()]]),
        (Of(@"select distinct f\.id, i\.id, f\.templatePrefix from Image i join i\.fileset f join f\.usedFiles u where u\.clientPath (?:= (?<path>'.*')|like (?<below>'.*') escape '!') and f\.details\.owner\.omeName = (?<owner>'.*') and f\.id > (?<after>\d+) order by f\.id, i\.id"), Filesets),
        (Of(@"select i\.id, i\.name from Image i where i\.id in \((?<ids>[\d, ]+)\)"), (t, s, m) => Own(t, s, "Image").Where(i => Numbers(m).Contains(i.Id)).Select(i => new object?[] { i.Id, i["name"] })),
        (Of(@"select l\.child\.id from DatasetImageLink l where l\.parent\.id = (?<id>\d+) and l\.child\.id in \((?<ids>[\d, ]+)\)"), (t, _, m) =>
            Links(t, "DatasetImageLink").Where(l => Id(l["parent"]) == Number(m, "id") && Numbers(m).Contains(Id(l["child"]))).Select(l => new object?[] { Id(l["child"]) })),
        (Of(@"select distinct p\.id, f\.id, f\.templatePrefix from Plate p join p\.screenLinks l join p\.wells w join w\.wellSamples ws join ws\.image i join i\.fileset f join f\.usedFiles u where l\.parent\.id = (?<id>\d+) and u\.clientPath like (?<below>'.*') escape '!' and f\.id > (?<after>\d+) order by p\.id desc"), (t, _, m) =>
            from plate in t.Of("Plate").Reverse()
            let fileset = t.Find(plate["fileset"]!)!
            where Under(fileset, m) && fileset.Id > Number(m, "after") && Links(t, "ScreenPlateLink").Any(l => l["parent"] == $"Screen:{Number(m, "id")}" && l["child"] == plate.Proxy)
            select new object?[] { plate.Id, fileset.Id, fileset["templatePrefix"] }),
        (Of(@"select max\(o\.id\) from (?<type>Image|Fileset) o where o\.details\.creationEvent\.time < (?<limit>'.*')"), (t, s, m) =>
            [[Own(t, s, m.Groups["type"].Value).Where(o => string.CompareOrdinal(o["at"], Text(m, "limit")) < 0).Select(o => (object?)o.Id).LastOrDefault()]]),
        (Of($@"select i\.id from Image i where {Lies} order by i\.id"), (t, s, m) => Lying(t, s, m).Select(i => new object?[] { i.Id })),
        (Of($@"select distinct p\.id from Plate p join p\.wells w join w\.wellSamples ws join ws\.image i where {Lies} order by p\.id"), (t, s, m) =>
            Lying(t, s, m).Select(i => i["plate"]).OfType<string>().Distinct().Select(p => new object?[] { Id(p) })),
        (Of(@"select distinct l\.parent\.id from (?<type>Image|Plate)AnnotationLink l join l\.child a join a\.mapValue v where l\.parent\.id in \((?<ids>[\d, ]+)\) and v\.name = 'UUID' and v\.value <> (?<uuid>'.*')"), (t, _, m) =>
            Links(t, $"{m.Groups["type"].Value}AnnotationLink").Where(l => Numbers(m).Contains(Id(l["parent"])) && t.Find(l["child"]!)!.Map.Any(p => p.Key == "UUID" && p.Value != Text(m, "uuid"))).Select(l => new object?[] { Id(l["parent"]) })),
        (Of(@"select l\.child\.id from (?<type>Image|Plate)AnnotationLink l where l\.parent\.id = (?<id>\d+) and l\.child\.ns = (?<ns>'.*')"), (t, _, m) =>
            Links(t, $"{m.Groups["type"].Value}AnnotationLink").Where(l => Id(l["parent"]) == Number(m, "id") && t.Find(l["child"]!)?["ns"] == Text(m, "ns")).Select(l => new object?[] { Id(l["child"]) })),
        (Of(@"select l\.parent\.id, l\.parent\.name, p\.value from (?<type>Image|Plate)AnnotationLink l, MapAnnotation a join a\.mapValue u join a\.mapValue p where l\.child\.id = a\.id and a\.ns = (?<ns>'[^']*') and u\.name = 'UUID' and u\.value = (?<uuid>'[^']*') and p\.name = 'Filepath' order by l\.parent\.id"), (t, s, m) =>
            from link in Links(t, $"{m.Groups["type"].Value}AnnotationLink")
            let note = t.Find(link["child"]!)
            where note?["ns"] == Text(m, "ns") && note.Map.Any(p => p.Key == "UUID" && p.Value == Text(m, "uuid"))
            let parent = t.Find(link["parent"]!)
            where parent.Group == s.Group
            from path in note.Map.Where(p => p.Key == "Filepath")
            orderby parent.Id
            select new object?[] { parent.Id, parent["name"], path.Value }),
    ];

    /// <returns>Null: nobody taught it this one.</returns>
    public static IReadOnlyList<object?[]>? Ask(OmeroThings things, OmeroThing session, string query) =>
        Known.Concat(OmeroTreeQueries.Known).Select(k => (Match: k.Words.Match(query), k.Rows)).Where(k => k.Match.Success).Select(k => k.Rows(things, session, k.Match).ToList()).FirstOrDefault();

    /// <summary>As the client prints it: everything is a text, and what is not there is the word None.</summary>
    public static string Json(IReadOnlyList<object?[]> rows) => rows.Count == 0 ? "[]" : string.Join('\n', rows.Select((row, i) =>
        (i == 0 ? "[" : "") + JsonSerializer.Serialize(row.Select((c, n) => KeyValuePair.Create($"Col{n + 1}", Word(c))).Prepend(new("#", Word(i))).ToDictionary(), Plain) + (i == rows.Count - 1 ? "]" : ",")));

    private static IEnumerable<object?[]> Filesets(OmeroThings things, OmeroThing session, Match match) =>
        from fileset in things.Of("Fileset")
        where fileset.Owner == Text(match, "owner") && fileset.Id > Number(match, "after") && fileset.Group == session.Group
        where match.Groups["path"].Success ? fileset["clientPath"] == Text(match, "path") : Under(fileset, match)
        from image in things.Of("Image")
        where image["fileset"] == fileset.Proxy
        select new object?[] { fileset.Id, image.Id, fileset["templatePrefix"] };

    private static IEnumerable<OmeroThing> Lying(OmeroThings things, OmeroThing session, Match match) => Own(things, session, "Image")
        .Where(i => i.Id > Number(match, "after") && i["lsid"] is { } lsid && (lsid == Text(match, "path") || lsid.StartsWith(Beginning(match), StringComparison.Ordinal)));

    private static bool Under(OmeroThing fileset, Match match) => fileset["clientPath"]!.StartsWith(Beginning(match), StringComparison.Ordinal);

    private static IEnumerable<OmeroThing> Own(OmeroThings things, OmeroThing session, string type) => things.Of(type).Where(t => t.Group == session.Group);

    private static IEnumerable<OmeroThing> Links(OmeroThings things, string type) => things.Of(type);

    private static Regex Of(string words) => new($"^{words}$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, TimeSpan.FromSeconds(1));

    private static long Id(string? proxy) => long.Parse(proxy!.Split(':')[1], CultureInfo.InvariantCulture);

    private static long Number(Match match, string name) => long.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture);

    private static List<long> Numbers(Match match) => [.. match.Groups["ids"].Value.Split(',').Select(n => long.Parse(n, CultureInfo.InvariantCulture))];

    private static string Text(Match match, string name) => match.Groups[name].Value[1..^1].Replace("''", "'", StringComparison.Ordinal);

    private static string Beginning(Match match) => Text(match, "below").TrimEnd('%').Replace("!%", "%", StringComparison.Ordinal).Replace("!_", "_", StringComparison.Ordinal).Replace("!!", "!", StringComparison.Ordinal);

    private static string Word(object? cell) => cell is null ? "None" : Convert.ToString(cell, CultureInfo.InvariantCulture)!;
}
