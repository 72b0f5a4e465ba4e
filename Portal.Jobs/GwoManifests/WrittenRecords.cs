using System.Collections.Concurrent;
using System.Text.Json;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>Compares what was written with what is there: from the study's lists where that takes fewer requests, and by id what they do not show.</summary>
internal sealed class WrittenRecords(DataServiceClient client, StepContext context, int parallel, LoadOptions options)
{
    private const int PageSize = 1000;
    private readonly ConcurrentBag<(GwoLedgerEntry Entry, string What)> _differences = [];
    private int _done;

    public int Records { get; private set; }

    public async Task<IReadOnlyList<Finding>> CompareAsync(string studyId, IReadOnlyList<GwoLedgerEntry> files, IReadOnlyList<GwoLedgerEntry> links, CancellationToken cancellationToken)
    {
        var byFile = files.ToDictionary(f => f.File);
        var open = files.Concat(links).Where(e => e.State == LedgerState.Done).GroupBy(e => e.Entity).ToDictionary(g => g.Key, g => g.ToDictionary(e => e.KfId!, StringComparer.Ordinal));
        Records = open.Sum(o => o.Value.Count);
        foreach (var (entity, entries) in open)
        {
            var collection = CollectionOf(entity);
            (string, string)[] ofStudy = [("study_id", studyId)];
            if (entries.Count > PageSize && (await client.CountAsync(collection, ofStudy, cancellationToken) / PageSize) + 1 < entries.Count)
            {
                await foreach (var found in client.ListAsync<WholeRecord>(collection, ofStudy, cancellationToken: cancellationToken))
                {
                    if (entries.Remove(found.KfId, out var entry))
                    {
                        Compare(entry, byFile[entry.File], found);
                    }
                }
            }

            await Parallel.ForEachAsync(entries.Values, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken }, async (entry, token) =>
                Compare(entry, byFile[entry.File], await client.FindAsync<WholeRecord>(collection, entry.KfId!, token)));
        }

        return [.. _differences.OrderBy(d => d.Entry.File).ThenBy(d => d.Entry.Entity).ThenBy(d => d.Entry.Position)
            .Select(d => new Finding(d.Entry.Row, $"{d.Entry.Entity}", d.Entry.KfId, d.Entry.ExternalId, d.What))];
    }

    public static string CollectionOf(PlanEntity entity) => entity == PlanEntity.GenomicFile ? DataServiceClient.Files : LinkWriter.CollectionOf(entity);

    private void Compare(GwoLedgerEntry entry, GwoLedgerEntry file, WholeRecord? found)
    {
        foreach (var what in found is null ? [$"{entry.KfId} is gone"] : Faults(entry, file, found))
        {
            _differences.Add((entry, what));
        }

        context.Progress(Interlocked.Increment(ref _done), Records, "records");
    }

    private IEnumerable<string> Faults(GwoLedgerEntry entry, GwoLedgerEntry file, WholeRecord found)
    {
        var leftAlone = entry.Left is null ? [] : RunParameters.Read<List<FieldChange>>(entry.Left).Select(c => c.Field).ToHashSet(StringComparer.Ordinal);
        if (found.ExternalId != entry.ExternalId && !leftAlone.Contains("external_id"))
        {
            yield return $"{entry.KfId} has the external id {found.ExternalId ?? "(none)"} instead of {entry.ExternalId}";
        }

        // What was there already keeps more than this load says; only what it was meant to write is compared.
        var body = entry.Entity == PlanEntity.GenomicFile
            ? entry.Made ? JsonBody.WithOptions(entry.Body, options.OfFile()) : entry.Body
            : entry.Made ? LinkWriter.Body(entry, file, options) : null;
        using var meant = JsonDocument.Parse(body ?? "{}");
        foreach (var field in meant.RootElement.EnumerateObject().Where(f => f.Name != "external_id" && !leftAlone.Contains(f.Name)))
        {
            var value = Value(found, field.Name);
            if (!Holds(value, field.Value))
            {
                yield return $"{field.Name} of {entry.KfId} is {Say(value)} instead of {Say(field.Value)}";
            }
        }
    }

    // Foreign keys are only in the links.
    private static JsonElement? Value(WholeRecord found, string field) => field switch
    {
        "visible" => JsonSerializer.SerializeToElement(found.Visible),
        "biospecimen_id" => Linked(found.Links?.Biospecimen),
        "sequencing_experiment_id" => Linked(found.Links?.SequencingExperiment),
        "genomic_file_id" => Linked(found.Links?.GenomicFile),
        _ => found.Fields.TryGetValue(field, out var value) ? value : null,
    };

    private static JsonElement? Linked(string? link) => ServiceLinks.IdOf(link) is { } id ? JsonSerializer.SerializeToElement(id) : null;

    private static bool Holds(JsonElement? found, JsonElement meant) => found is { } value && (meant.ValueKind == JsonValueKind.Object && value.ValueKind == JsonValueKind.Object
        ? meant.EnumerateObject().All(m => value.TryGetProperty(m.Name, out var there) && JsonElement.DeepEquals(there, m.Value))
        : JsonElement.DeepEquals(value, meant));

    private static string Say(JsonElement? value) => value switch
    {
        null or { ValueKind: JsonValueKind.Null } => "(none)",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { } other => other.GetRawText(),
    };
}
