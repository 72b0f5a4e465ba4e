using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Jobs.Outside.DataService;

/// <summary>The Data Service spells names in snake_case; numbers may come as text from older versions.</summary>
internal static class ServiceJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
}

/// <summary>What every entity has; foreign keys are only in the links.</summary>
public abstract record ServiceEntity
{
    public string KfId { get; init; } = "";
    public string? ExternalId { get; init; }
    public bool? Visible { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? ModifiedAt { get; init; }

    [JsonPropertyName("_links")]
    public ServiceLinks? Links { get; init; }

    /// <summary>Whether a request sent since that moment, whose answer was lost, can have created it. The two clocks may differ by minutes.</summary>
    public bool MadeBy(DateTimeOffset? sentSince) => sentSince is { } since && CreatedAt is { } created && created > since.AddMinutes(-5);
}

public sealed record ServiceLinks
{
    public string? Biospecimen { get; init; }
    public string? GenomicFile { get; init; }
    public string? SequencingExperiment { get; init; }
    public string? Participant { get; init; }
    public string? Study { get; init; }

    /// <summary>The id a link leads to: its last part.</summary>
    public static string? IdOf(string? link) => link?[(link.LastIndexOf('/') + 1)..];
}

public sealed record ServiceFile : ServiceEntity
{
    public bool? IsHarmonized { get; init; }
    public string? FileName { get; init; }
    public string? FileFormat { get; init; }
    public string? DataType { get; init; }
    public string? WorkflowType { get; init; }
    public string? CavaticaFileId { get; init; }
    public long? Size { get; init; }
    public IReadOnlyDictionary<string, string>? Hashes { get; init; }
    public IReadOnlyList<string>? Urls { get; init; }
    public string? CavaticaVolume { get; init; }
    public string? DataCategory { get; init; }
    public string? WorkflowTool { get; init; }
    public string? WorkflowVersion { get; init; }
    public string? WorkflowEndpoint { get; init; }
    public string? ReferenceGenome { get; init; }
    public bool? ControlledAccess { get; init; }
    public string? FileVersionDescriptor { get; init; }
    public string? VisibilityReason { get; init; }
    public string? VisibilityComment { get; init; }
}

/// <summary>Specimen, experiment, participant or link: nothing but id, external id and links is looked at.</summary>
public sealed record ServiceRecord : ServiceEntity;

/// <summary>An entity with all its fields as they came.</summary>
public sealed record WholeRecord : ServiceEntity
{
    [JsonExtensionData]
    public IDictionary<string, JsonElement> Fields { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
}

public sealed record ServiceStudy : ServiceEntity
{
    public string? Name { get; init; }
    public string? ShortName { get; init; }
}

internal sealed record ServicePage<T>
{
    public int? Total { get; init; }
    public IReadOnlyList<T>? Results { get; init; }

    [JsonPropertyName("_links")]
    public PageLinks? Links { get; init; }
}

internal sealed record PageLinks(string? Next);

internal sealed record ServiceAnswer<T>
{
    public T? Results { get; init; }
}

/// <summary>What came of a write. A refusal is an answer, not a failure: the caller decides.</summary>
/// <param name="KfId">Id of what was written; null when refused.</param>
public sealed record WriteAnswer(int Status, string? KfId, string Message)
{
    /// <summary>Our request created it, and nobody else's.</summary>
    public bool Made { get; init; }

    public DateTimeOffset? ModifiedAt { get; init; }

    public bool IsAccepted => Status is >= 200 and < 300;

    public bool SaysAlreadyExists => Status == 400 && Message.Contains("already exists", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A POST whose fate is unknown: it may have been carried out. Ask before sending it again.</summary>
public sealed class AmbiguousWriteException(string sentence, Exception? cause) : Exception(sentence, cause);
