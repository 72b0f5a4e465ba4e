using System.Globalization;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.Outside.Omero;

namespace Portal.Jobs.ImagingOrders.Processing;

/// <summary>What an importer asks of OMERO.</summary>
internal static class OmeroWords
{
    public const string HighestFileset = "select max(f.id) from Fileset f";

    public const string HighestImage = "select max(i.id) from Image i";

    /// <summary>The newest of before a time, which OMERO keeps by the clock of its own machine and without a zone.</summary>
    public static string HighestBefore(bool images, DateTime limit) =>
        $"select max(o.id) from {(images ? "Image" : "Fileset")} o where o.details.creationEvent.time < {OmeroClient.Text(limit.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture))}";

    /// <summary>Which of these say of themselves that they came by another order.</summary>
    public static string OfOthers(string type, IEnumerable<long> ids, string uuid) =>
        $"select distinct l.parent.id from {type}AnnotationLink l join l.child a join a.mapValue v where l.parent.id in ({string.Join(", ", ids.Select(Number))}) and v.name = 'UUID' and v.value <> {OmeroClient.Text(uuid)}";

    /// <summary>Filesets and their images of one person that came from this path, later than another one.</summary>
    public static string Images(string path, bool below, string owner, long after) =>
        $"select distinct f.id, i.id, f.templatePrefix from Image i join i.fileset f join f.usedFiles u where u.clientPath {(below ? $"like {OmeroClient.Beginning(ImportWays.ClientPath(path) + "/")}" : $"= {OmeroClient.Text(ImportWays.ClientPath(path))}")} "
        + $"and f.details.owner.omeName = {OmeroClient.Text(owner)} and f.id > {Number(after)} order by f.id, i.id";

    /// <summary>Plates of a screen that came from this path, the newest first.</summary>
    public static string Plates(string path, long screen, long after) =>
        $"select distinct p.id, f.id, f.templatePrefix from Plate p join p.screenLinks l join p.wells w join w.wellSamples ws join ws.image i join i.fileset f join f.usedFiles u where l.parent.id = {Number(screen)} "
        + $"and u.clientPath like {OmeroClient.Beginning(ImportWays.ClientPath(path))} and f.id > {Number(after)} order by p.id desc";

    /// <summary>Images that were registered where they lie.</summary>
    public static string Registered(string path, long after) =>
        $"select i.id from Image i where {Lies(path)} and i.id > {Number(after)} order by i.id";

    /// <summary>Plates whose images were.</summary>
    public static string RegisteredPlates(string path, long after) =>
        $"select distinct p.id from Plate p join p.wells w join w.wellSamples ws join ws.image i where {Lies(path)} and i.id > {Number(after)} order by p.id";

    public static string Linked(long dataset, IEnumerable<long> images) =>
        $"select l.child.id from DatasetImageLink l where l.parent.id = {Number(dataset)} and l.child.id in ({string.Join(", ", images.Select(Number))})";

    public static string Annotated(string type, long id, string space) =>
        $"select l.child.id from {type}AnnotationLink l where l.parent.id = {Number(id)} and l.child.ns = {OmeroClient.Text(space)}";

    // The store itself, or a series in it; never one whose name only begins so.
    private static string Lies(string path) =>
        $"(i.details.externalInfo.lsid = {OmeroClient.Text(path.TrimEnd('/'))} or i.details.externalInfo.lsid like {OmeroClient.Beginning(path.TrimEnd('/') + "/")})";

    /// <summary>What the client tells is none is 0.</summary>
    public static long Read(string cell) => long.TryParse(cell, CultureInfo.InvariantCulture, out var number) ? number : 0;

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
