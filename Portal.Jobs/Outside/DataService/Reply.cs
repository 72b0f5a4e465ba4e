using System.Text.Json;
using Portal.Domain.Runs;

namespace Portal.Jobs.Outside.DataService;

/// <summary>An answer, read to its end.</summary>
internal sealed record Reply(int Status, byte[] Body)
{
    public bool IsAccepted => Status is >= 200 and < 300;

    /// <summary>Whether the body is whole; half an answer is no answer.</summary>
    public bool IsJson
    {
        get
        {
            try
            {
                var reader = new Utf8JsonReader(Body);
                while (reader.Read())
                {
                    // Reading is the check.
                }

                return Body.Length > 0;
            }
            catch (JsonException)
            {
                return false;
            }
        }
    }

    /// <summary>The service's own words, as far as there are any; Python dictionaries and all.</summary>
    public string Message
    {
        get
        {
            try
            {
                using var json = JsonDocument.Parse(Body);
                return json.RootElement.ValueKind == JsonValueKind.Object
                    && json.RootElement.TryGetProperty("_status", out var status) && status.ValueKind == JsonValueKind.Object
                    && status.TryGetProperty("message", out var message) ? Short(message.ToString()) : "";
            }
            catch (JsonException)
            {
                return ""; // an error page of something in between; its status says enough
            }
        }
    }

    public T Read<T>(string what)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Body, ServiceJson.Options) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new StepFailedException($"The Data Service answered something unexpected while {what}. Ask its operators whether it was changed.", e.Message, e);
        }
    }

    private static string Short(string text) => text.Length <= 400 ? text : text[..400] + "…";
}

/// <summary>Worth another try: the service, or the way to it, is in trouble.</summary>
internal sealed class ServiceTroubleException(string what, TimeSpan? retryAfter, Exception? cause = null) : Exception(what, cause)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
