using System.Text;

namespace Portal.E2E.Support;

/// <summary>The demonstration's manifests, whole or in parts, as files a person could choose.</summary>
public sealed record ManifestFile(string Name, string Study, string Text)
{
    private const string HeartStudy = "SD_DEM0HART";
    private const string BoneStudy = "SD_DEM0B0NE";
    private const int RowsOfOneSpecimen = 8;
    private const int FilepathColumn = 5;

    public byte[] Bytes => Encoding.UTF8.GetBytes(Text);

    public FilePayload Payload => new() { Name = Name, MimeType = "text/tab-separated-values", Buffer = Bytes };

    /// <summary>Its rows by the names of their columns.</summary>
    public IEnumerable<IReadOnlyDictionary<string, string>> Rows
    {
        get
        {
            var lines = Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToList();
            return lines.Skip(1).Select(cells => lines[0].Zip(cells).ToDictionary(StringComparer.Ordinal));
        }
    }

    /// <summary>What has to be in the Data Service once all of it is loaded.</summary>
    public IReadOnlyList<string> Filepaths => [.. Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split('\t')[FilepathColumn]).Distinct()];

    public static ManifestFile Good(PortalProcess portal) => Read(portal, "gwo-good.tsv", HeartStudy);

    public static ManifestFile Mistakes(PortalProcess portal) => Read(portal, "gwo-mistakes.tsv", HeartStudy);

    public static ManifestFile Thousand(PortalProcess portal) => Read(portal, "gwo-1000-rows.tsv", BoneStudy);

    /// <summary>A few specimens of the large one, so that journeys on one portal do not load each other's files.</summary>
    public static ManifestFile Bones(PortalProcess portal, int from, int count)
    {
        var lines = Thousand(portal).Text.Split('\n');
        var rows = lines.Skip(1 + (from * RowsOfOneSpecimen)).Take(count * RowsOfOneSpecimen);
        return new($"bones-{from:d3}-{from + count - 1:d3}.tsv", BoneStudy, string.Join('\n', rows.Prepend(lines[0])) + "\n");
    }

    private static ManifestFile Read(PortalProcess portal, string name, string study) =>
        new(name, study, File.ReadAllText(Path.Combine(portal.Folder, "sandbox", "examples", name)));
}
