using System.Text.Json.Serialization;

namespace Portal.Domain.GenomeCatalogues;

/// <summary>A file of a catalogue or genome to download; the fields are those of emgapi-v2's downloads.</summary>
/// <param name="Path">Below the catalogue's or the genome's folder.</param>
/// <param name="Alias">Name it is downloaded by; unique among the files of its genome.</param>
public sealed record Download(
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("alias")] string Alias,
    [property: JsonPropertyName("download_type")] string DownloadType,
    [property: JsonPropertyName("file_type")] string FileType,
    [property: JsonPropertyName("short_description")] string ShortDescription,
    [property: JsonPropertyName("long_description")] string LongDescription,
    [property: JsonPropertyName("download_group")] string DownloadGroup)
{
    public const string GenomeAnalysis = "Genome analysis";

    [JsonPropertyName("size"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Size { get; init; }

    [JsonPropertyName("index_file"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DownloadIndex? IndexFile { get; init; }
}

public sealed record DownloadIndex([property: JsonPropertyName("index_type")] string IndexType, [property: JsonPropertyName("path")] string Path);
