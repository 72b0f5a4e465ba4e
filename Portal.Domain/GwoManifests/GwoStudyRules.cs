using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Domain.Accounts;

namespace Portal.Domain.GwoManifests;

/// <summary>What an administrator changed of how manifests of one study are judged; a study without it has the usual rules.</summary>
public sealed class GwoStudyRules
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private GwoStudyRules()
    {
    }

    public string StudyId { get; private set; } = "";

    /// <summary>JSON: code → <see cref="SeverityChoice"/>, only where it is not the usual one.</summary>
    public string Severities { get; private set; } = "{}";

    public bool RulePack { get; private set; }
    public DateTimeOffset UpdatedAt { get; private set; }
    public string UpdatedBy { get; private set; } = "";

    public static GwoStudyRules For(string studyId) => new() { StudyId = studyId };

    public void Change(StudyRules rules, Actor by, DateTimeOffset now)
    {
        Severities = JsonSerializer.Serialize(rules.Severities, Json);
        RulePack = rules.RulePack;
        UpdatedAt = now;
        UpdatedBy = by.Name;
    }

    public StudyRules Rules => new(StudyId)
    {
        Severities = JsonSerializer.Deserialize<Dictionary<string, SeverityChoice>>(Severities, Json) ?? [],
        RulePack = RulePack,
    };
}
