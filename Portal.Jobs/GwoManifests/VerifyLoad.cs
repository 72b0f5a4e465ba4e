using Microsoft.Extensions.Options;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>What reading again found, for the report and the pages.</summary>
public sealed record VerifyResult
{
    public const string Key = "verify";

    /// <summary>Records written, and so read again.</summary>
    public required int Records { get; init; }

    public required int Differences { get; init; }

    /// <summary>Files without any specimen: no list of the study shows them.</summary>
    public required int Unlinked { get; init; }

    /// <summary>False: too many files are registered to look at all of them, so only those of this load were.</summary>
    public required bool WholeStudy { get; init; }

    /// <summary>Pairs of specimen and external id under which several files are registered.</summary>
    public required int Duplicates { get; init; }

    /// <summary>"1 difference, 2 unlinked files"; null when all is well.</summary>
    public string? Trouble()
    {
        string?[] parts = [Say(Differences, "difference"), Say(Unlinked, "unlinked file"), Say(Duplicates, "duplicate")];
        return parts.OfType<string>().ToList() is { Count: > 0 } some ? string.Join(", ", some) : null;
    }

    private static string? Say(int count, string what) => count == 0 ? null : Words.Count(count, what);
}

/// <summary>One thing that is not as it should be.</summary>
internal sealed record Finding(int Row, string Kind, string? KfId, string ExternalId, string What);

/// <summary>Reads again what was written, and says where it is not what was meant; then looks for files nobody sees, and for duplicates.</summary>
public sealed class VerifyLoad(ApplyLedger ledger, DataServiceClient dataService, IOptions<GwoManifestOptions> options) : IStep
{
    private const int MostNotes = 20;

    public string Name => "verify";

    public string Title => "Verify";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        await ledger.RequireNotRolledBackAsync(context.RunId, cancellationToken);
        var files = new List<GwoLedgerEntry>();
        var links = new List<GwoLedgerEntry>();
        await foreach (var entry in ledger.ReadAsync(context.RunId, null, cancellationToken))
        {
            (entry.Entity == PlanEntity.GenomicFile ? files : links).Add(entry);
        }

        var written = new WrittenRecords(dataService, context, options.Value.Parallel, context.Parameters<ApplyParameters>().Options);
        var studyId = context.Scope[(context.Scope.IndexOf(':') + 1)..];
        var differences = await written.CompareAsync(studyId, files, links, cancellationToken);
        var state = new StudyFiles(dataService, studyId, options.Value.Parallel);
        var (unlinked, duplicates, whole) = await state.LookAsync(files, cancellationToken);
        var result = new VerifyResult { Records = written.Records, Differences = differences.Count, Unlinked = unlinked.Count, WholeStudy = whole, Duplicates = duplicates.Count };
        await context.SaveAsync(VerifyResult.Key, result, cancellationToken);
        await TellAsync(context, [.. differences, .. unlinked, .. duplicates], cancellationToken);
        return StepResult.Done(result switch
        {
            { Records: 0 } when result.Trouble() is null => "nothing was written",
            _ when result.Trouble() is { } trouble => $"{trouble} after {Words.Count(result.Records, "record")}",
            _ => $"{Words.Count(result.Records, "record")} as planned",
        });
    }

    private static async Task TellAsync(StepContext context, List<Finding> findings, CancellationToken cancellationToken)
    {
        if (findings.Count == 0)
        {
            return;
        }

        foreach (var finding in findings.Take(MostNotes))
        {
            context.Warn(finding.Row > 0 ? $"Row {finding.Row}: {finding.What}" : finding.What);
        }

        if (findings.Count > MostNotes)
        {
            context.Warn($"and {Words.Count(findings.Count - MostNotes, "finding")} more, in verify.tsv", findings.Count - MostNotes);
        }

        await context.AttachAsync("verify.tsv", "What was found after loading", Tsv.ContentType, async (stream, token) =>
        {
            await using var tsv = new Tsv(stream);
            await tsv.WriteAsync(token, "row", "kind", "kf_id", "external_id", "finding");
            foreach (var finding in findings)
            {
                await tsv.WriteAsync(token, finding.Row.ToString(), finding.Kind, finding.KfId, finding.ExternalId, finding.What);
            }
        }, cancellationToken);
    }
}
