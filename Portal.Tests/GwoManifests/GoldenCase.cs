using System.Text.Json;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

/// <summary>A folder with a manifest, what is outside before, and the tables expected after. The folders are not part of this repository.</summary>
public sealed class GoldenCase(string folder)
{
    public static string Root => Environment.GetEnvironmentVariable("PORTAL_GOLDEN_CASES") ?? Path.GetFullPath(Repository.Path("../shared/fixtures/gwo/cases"));

    public static IReadOnlyList<string> Names => Directory.Exists(Root)
        ? [.. Directory.GetDirectories(Root).Where(d => File.Exists(Path.Combine(d, "manifest.tsv"))).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)]
        : [];

    public string DataService => Path.Combine(folder, "dataservice.json");

    public string Objects => Path.Combine(folder, "s3.json");

    public string Manifest => File.ReadAllText(Path.Combine(folder, "manifest.tsv"));

    public string StudyId
    {
        get
        {
            using var json = JsonDocument.Parse(File.ReadAllText(DataService));
            return json.RootElement.GetProperty("study_id").GetString()!;
        }
    }

    public IReadOnlyList<string> Issues => Table("issues");

    public bool HasErrors => Issues.Any(i => i.Split('\t')[3] == "error");

    public bool HasWarnings => Issues.Any(i => i.Split('\t')[3] == "warning");

    /// <summary>external_id, file_name, file_format, data_type, size, etag, action.</summary>
    public IReadOnlyList<string> Files => Table("genomic_files");

    /// <summary>biospecimen, file, external id.</summary>
    public IReadOnlyList<string> SpecimenLinks => Table("biospecimen_links");

    /// <summary>experiment, file, external id.</summary>
    public IReadOnlyList<string> ExperimentLinks => [.. Table("experiment_links").Select(l => l.Split('\t')).Select(l => string.Join('\t', l[0], l[2], l[3]))];

    public static GoldenCase Named(string name) => new(Path.Combine(Root, name));

    private string[] Table(string name) =>
        [.. File.ReadAllLines(Path.Combine(folder, "expected", $"{name}.tsv")).Skip(1).Where(l => l.Length > 0)];
}
