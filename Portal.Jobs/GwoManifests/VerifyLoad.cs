using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>Reads again, by id, what was written, and says where it is not what was meant.</summary>
public sealed class VerifyLoad(ApplyLedger ledger, DataServiceClient dataService, IOptions<GwoManifestOptions> options) : IStep
{
    private const int MostNotes = 20;

    public string Name => "verify";

    public string Title => "Verify";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var differences = new ConcurrentBag<Difference>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Value.Parallel, CancellationToken = cancellationToken };
        var total = (await ledger.CountAsync(context.RunId, cancellationToken)).Where(c => c.State == LedgerState.Done).Sum(c => c.Count);
        var done = 0;
        await Parallel.ForEachAsync(ledger.ReadAsync(context.RunId, LedgerState.Done, cancellationToken), parallel, async (entry, token) =>
        {
            var faults = entry.Entity == PlanEntity.GenomicFile ? await FileAsync(entry, token) : await LinkAsync(entry, token);
            foreach (var fault in faults)
            {
                differences.Add(new Difference(entry, fault));
            }

            context.Progress(Interlocked.Increment(ref done), total, "records");
        });

        if (differences.IsEmpty)
        {
            return StepResult.Done(total == 0 ? "nothing was written" : $"{Words.Count(total, "record")} as planned");
        }

        await TellAsync(context, [.. differences.OrderBy(d => d.Entry.File).ThenBy(d => d.Entry.Entity).ThenBy(d => d.Entry.Position)], cancellationToken);
        return StepResult.Done($"{Words.Count(differences.Count, "difference")} in {Words.Count(total, "record")}");
    }

    private async Task<IEnumerable<string>> FileAsync(GwoLedgerEntry entry, CancellationToken cancellationToken)
    {
        var file = await dataService.FindAsync<ServiceFile>(DataServiceClient.Files, entry.KfId!, cancellationToken);
        if (file is null)
        {
            return [$"{entry.KfId} is gone"];
        }

        if (file.ExternalId != entry.ExternalId)
        {
            return [$"{entry.KfId} now has the external id {file.ExternalId}"];
        }

        using var body = JsonDocument.Parse(entry.Body ?? "{}");
        return [.. body.RootElement.EnumerateObject().Select(p => Fault(file, p)).OfType<string>()];
    }

    private async Task<IEnumerable<string>> LinkAsync(GwoLedgerEntry entry, CancellationToken cancellationToken)
    {
        var link = await dataService.FindAsync<ServiceRecord>(LinkWriter.CollectionOf(entry.Entity), entry.KfId!, cancellationToken);
        var linked = entry.Entity == PlanEntity.BiospecimenLink ? link?.Links?.Biospecimen : link?.Links?.SequencingExperiment;
        return link is null ? [$"{entry.KfId} is gone"]
            : ServiceLinks.IdOf(linked) is { } id && id != entry.LinkedId ? [$"{entry.KfId} leads to {id} instead of {entry.LinkedId}"]
            : link.ExternalId != entry.ExternalId ? [$"{entry.KfId} has the external id {link.ExternalId ?? "(none)"} instead of {entry.ExternalId}"]
            : [];
    }

    private static string? Fault(ServiceFile file, JsonProperty wanted)
    {
        var found = wanted.Name switch
        {
            "file_name" => file.FileName,
            "file_format" => file.FileFormat,
            "data_type" => file.DataType,
            "workflow_type" => file.WorkflowType,
            "cavatica_file_id" => file.CavaticaFileId,
            "size" => file.Size?.ToString(),
            "is_harmonized" => file.IsHarmonized == true ? "true" : "false",
            "hashes" => file.Hashes?.GetValueOrDefault("etag"),
            _ => null,
        };
        var meant = wanted.Name == "hashes" ? wanted.Value.GetProperty("etag").GetString() : wanted.Value.ValueKind == JsonValueKind.String ? wanted.Value.GetString() : wanted.Value.GetRawText();
        return wanted.Name is "urls" or "external_id" or "availability" or "visible" || found == meant ? null
            : $"{wanted.Name} of {file.KfId} is {found ?? "(none)"} instead of {meant}";
    }

    private static async Task TellAsync(StepContext context, IReadOnlyList<Difference> differences, CancellationToken cancellationToken)
    {
        foreach (var difference in differences.Take(MostNotes))
        {
            context.Warn($"Row {difference.Entry.Row}: {difference.What}");
        }

        if (differences.Count > MostNotes)
        {
            context.Warn($"and {Words.Count(differences.Count - MostNotes, "difference")} more, in verify.tsv", differences.Count - MostNotes);
        }

        await context.AttachAsync("verify.tsv", "Differences found after loading", Tsv.ContentType, async (stream, token) =>
        {
            await using var tsv = new Tsv(stream);
            await tsv.WriteAsync(token, "row", "entity", "kf_id", "external_id", "difference");
            foreach (var (entry, what) in differences)
            {
                await tsv.WriteAsync(token, entry.Row.ToString(), entry.Entity.ToString(), entry.KfId, entry.ExternalId, what);
            }
        }, cancellationToken);
    }

    private sealed record Difference(GwoLedgerEntry Entry, string What);
}
