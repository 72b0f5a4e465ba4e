using System.Text.Json;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;

namespace Portal.Domain.GwoManifests;

/// <summary>What loads of a study say of what they create, unless a load says otherwise. Set by its administrator.</summary>
public sealed class GwoStudyDefaults
{
    private GwoStudyDefaults()
    {
    }

    public string StudyId { get; private set; } = "";

    /// <summary>JSON of <see cref="LoadOptions"/>.</summary>
    public string Options { get; private set; } = "{}";

    public DateTimeOffset ChangedAt { get; private set; }
    public string ChangedBy { get; private set; } = "";

    public static GwoStudyDefaults Of(string studyId) => new() { StudyId = studyId };

    public static string KeyOf(string studyId) => $"gwo-study:{studyId}";

    public LoadOptions Read() => JsonSerializer.Deserialize<LoadOptions>(Options, RunParameters.Json) ?? LoadOptions.None;

    public void Set(LoadOptions options, Actor by, DateTimeOffset now) => (Options, ChangedAt, ChangedBy) = (RunParameters.Write(options), now, by.Name);
}
