using System.Net.Http.Json;
using System.Text.Json;
using Portal.Sandbox;
using Portal.Sandbox.DataService;

namespace Portal.Tests.GwoManifests;

/// <summary>What the Data Service holds, written as the golden tables are.</summary>
internal static class DataServiceTables
{
    private static readonly string[] Collections = ["genomic-files", "biospecimen-genomic-files", "sequencing-experiment-genomic-files", "sequencing-experiments", "biospecimens"];

    /// <summary>Every record a load could touch, by id and external id.</summary>
    public static IReadOnlyList<string> AllRecords(this SandboxHost sandbox) =>
        [.. Collections.SelectMany(c => sandbox.DataService.Rows(c).Select(r => $"{c} {r.KfId} {r.Text("external_id")}")).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> HarmonizedFiles(this SandboxHost sandbox) =>
    [
        .. sandbox.DataService.Rows("genomic-files").Where(f => f["is_harmonized"] is true)
            .Select(f => string.Join('\t', f.Text("external_id"), f.Text("file_name"), f.Text("file_format"), f.Text("data_type"), f["size"], Etag(f)))
            .Order(StringComparer.Ordinal),
    ];

    public static IReadOnlyList<string> SpecimenLinks(this SandboxHost sandbox) => sandbox.Links("biospecimen-genomic-files", "biospecimen_id");

    public static IReadOnlyList<string> ExperimentLinks(this SandboxHost sandbox) => sandbox.Links("sequencing-experiment-genomic-files", "sequencing_experiment_id");

    /// <summary>As somebody else would, over HTTP.</summary>
    public static async Task RemoveAsync(this SandboxHost sandbox, string collection, string kfId)
    {
        using var service = new HttpClient { BaseAddress = sandbox.DataServiceUrl };
        (await service.DeleteAsync($"/{collection}/{kfId}")).EnsureSuccessStatusCode();
    }

    /// <summary>As somebody else would, over HTTP.</summary>
    public static async Task ChangeAsync(this SandboxHost sandbox, string collection, string kfId, object fields)
    {
        using var service = new HttpClient { BaseAddress = sandbox.DataServiceUrl };
        (await service.PatchAsJsonAsync($"/{collection}/{kfId}", fields)).EnsureSuccessStatusCode();
    }

    /// <summary>Linked id, path of the file, external id of the link; of harmonized files only.</summary>
    private static IReadOnlyList<string> Links(this SandboxHost sandbox, string collection, string linked) =>
    [
        .. sandbox.DataService.Rows(collection)
            .Select(l => (Link: l, File: sandbox.DataService.Find("genomic-files", l.Text("genomic_file_id")!)!))
            .Where(l => l.File["is_harmonized"] is true)
            .Select(l => string.Join('\t', l.Link.Text(linked), l.File.Text("external_id"), l.Link.Text("external_id")))
            .Order(StringComparer.Ordinal),
    ];

    private static string? Etag(Row file)
    {
        if (file["hashes"] is not RawJson hashes)
        {
            return null;
        }

        using var json = JsonDocument.Parse(hashes.Text);
        return json.RootElement.TryGetProperty("etag", out var etag) ? etag.GetString() : null;
    }
}
