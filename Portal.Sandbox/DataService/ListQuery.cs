using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Portal.Sandbox.DataService;

internal sealed record FieldFilter(int Position, object? Value);

internal sealed record ThroughFilter(string LinkCollection, string Field, string KfId);

/// <summary>One list request: where to go on, how many, and the filters. Names the collection does not know are ignored.</summary>
internal sealed record ListQuery
{
    public const int DefaultLimit = 100;
    public const int MaximumLimit = 1000;

    public int Limit { get; init; } = DefaultLimit;

    public long? After { get; init; }

    public long AfterSequence { get; init; } = long.MaxValue;

    public string? StudyId { get; init; }

    public string? KfId { get; init; }

    public IReadOnlyList<FieldFilter> Fields { get; init; } = [];

    public IReadOnlyList<ThroughFilter> Through { get; init; } = [];

    public static ListQuery Read(Collection collection, IQueryCollection query)
    {
        var errors = new Dictionary<string, string>();
        var (fields, through) = (new List<FieldFilter>(), new List<ThroughFilter>());
        string? study = null;
        foreach (var (name, values) in query)
        {
            var text = values[0] ?? "";
            if (collection.Find(name) is { } position)
            {
                var (value, error) = FieldReader.Read(collection.Fields[position], text);
                Keep(name, error, errors, () => fields.Add(new(position, value)));
            }
            else if (name == "study_id" && collection.Path is not ("studies" or "sequencing-centers"))
            {
                Keep(name, DataService.KfId.HasForm(text, "SD_") ? null : "Invalid kf_id", errors, () => study = text);
            }
            else if (collection.Through.TryGetValue(name, out var link))
            {
                Keep(name, DataService.KfId.HasForm(text, "") ? null : "Invalid kf_id", errors, () => through.Add(new(link, name, text)));
            }
        }

        return errors.Count > 0
            ? throw new DataServiceRefusedException(400, $"could not retrieve entities: {PythonText.Of(errors)}")
            : new()
            {
                Limit = int.TryParse(query["limit"], out var limit) && limit > 0 ? Math.Min(limit, MaximumLimit) : DefaultLimit,
                After = ReadMoment(query["after"]),
                AfterSequence = Row.SequenceOf(query["after_uuid"]) ?? long.MaxValue,
                StudyId = study,
                KfId = query.TryGetValue("kf_id", out var kfId) ? kfId.ToString() : null,
                Fields = fields,
                Through = through,
            };
    }

    private static void Keep(string name, string? error, Dictionary<string, string> errors, Action keep)
    {
        if (error is null)
        {
            keep();
        }
        else
        {
            errors[name] = error;
        }
    }

    /// <summary>Epoch seconds or any date; what cannot be read means "from the beginning".</summary>
    private static long? ReadMoment(string? text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(seconds) < 1_000_000_000_000m
            ? (long)(seconds * 1_000_000)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? (date.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond
        : null;
}
