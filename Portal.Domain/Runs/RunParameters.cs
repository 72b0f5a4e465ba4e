using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Domain.Runs;

/// <summary>One way to write parameters and checkpoints: camelCase JSON, enumerations as words.</summary>
public static class RunParameters
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Json);

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Json) ?? throw new JsonException($"The stored {typeof(T).Name} is empty.");
}
