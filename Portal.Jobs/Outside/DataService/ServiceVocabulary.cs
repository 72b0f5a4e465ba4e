using System.Text.Json;
using Portal.Domain.Runs;

namespace Portal.Jobs.Outside.DataService;

/// <summary>The values the Data Service accepts, from its description, or the built-in list with the reason why.</summary>
public sealed record ServiceVocabulary(IReadOnlyList<string> DataTypes, IReadOnlyList<string> WorkflowTypes, string? WhyBuiltIn)
{
    private const string BuiltInVersion = "1.36.0";

    /// <summary>Of further fields of a genomic file that have a list.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Values { get; init; } = BuiltInVocabulary.Values;

    public static async Task<ServiceVocabulary> ReadAsync(DataServiceClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var description = await client.DescribeAsync(cancellationToken);
            return Enumeration(description, "data_type") is { Count: > 0 } dataTypes
                ? new([.. dataTypes.Union(BuiltInVocabulary.Common, StringComparer.Ordinal)], Enumeration(description, "workflow_type") ?? BuiltInVocabulary.WorkflowTypes, null)
                {
                    Values = BuiltInVocabulary.Values.ToDictionary(v => v.Key, v => Enumeration(description, v.Key) is { Count: > 0 } values ? values : v.Value, StringComparer.Ordinal),
                }
                : BuiltIn("its description names no Data Types");
        }
        catch (StepFailedException e)
        {
            return BuiltIn(e.Message);
        }
    }

    internal static ServiceVocabulary BuiltIn(string why) => new(
        [.. BuiltInVocabulary.DataTypes, .. BuiltInVocabulary.Common],
        [.. BuiltInVocabulary.WorkflowTypes],
        $"The Data Service did not tell which values it accepts ({why.TrimEnd('.')}); the built-in list of version {BuiltInVersion} is used");

    private static IReadOnlyList<string>? Enumeration(JsonDocument? description, string field) =>
        description is not null && description.RootElement.ValueKind == JsonValueKind.Object
        && description.RootElement.TryGetProperty("definitions", out var definitions)
        && definitions.ValueKind == JsonValueKind.Object && definitions.TryGetProperty("GenomicFile", out var file)
        && file.ValueKind == JsonValueKind.Object && file.TryGetProperty("properties", out var properties)
        && properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(field, out var property)
        && property.ValueKind == JsonValueKind.Object && property.TryGetProperty("enum", out var values)
        && values.ValueKind == JsonValueKind.Array
            ? [.. values.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)]
            : null;
}
