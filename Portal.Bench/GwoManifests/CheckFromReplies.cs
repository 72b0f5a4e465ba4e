using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Domain.Storage;
using Portal.Jobs.GwoManifests;

namespace Portal.Bench.GwoManifests;

/// <summary>Milliseconds by the clock (and of processor time, which other work on the machine does not stretch), issues found, and MiB: the process before anything was asked of it, with the replies in memory, and at its peak.</summary>
internal sealed record CheckTimes(double Read, double Plan, double Store, double Processor, int Issues, int Files, double Idle, double WithReplies, double Peak)
{
    public double Total => Read + Plan + Store;
}

/// <summary>A check once all replies are there: reads the file, applies every rule, plans, stores issues and plan. A process of its own, so that its memory is its own.</summary>
internal static class CheckFromReplies
{
    public const string Name = "check-from-replies";
    private const int WarmUpRows = 1000;

    public static Vocabulary Vocabulary { get; } = new(["gVCF", "gVCF Index", "Aligned Reads", "Aligned Reads Index"], ["Alignment", "GATK-HaplotypeCaller-gVCF"], false);

    public static async Task<int> ChildAsync(int rows, string connectionString, CancellationToken cancellationToken)
    {
        await using var portal = await BenchPortal.StartAsync(connectionString, "web", _ => { }, cancellationToken);
        var idle = ProcessMemory.Own.NowMiB;
        for (var i = 0; i < 3; i++)
        {
            await CheckAsync(portal, new MadeUpStudy(WarmUpRows), idle, cancellationToken);
        }

        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(await CheckAsync(portal, new MadeUpStudy(rows), idle, cancellationToken)));
        return 0;
    }

    private static async Task<CheckTimes> CheckAsync(BenchPortal portal, MadeUpStudy study, double idle, CancellationToken cancellationToken)
    {
        var manifest = await UploadAsync(portal, study, cancellationToken);
        var (scrape, service) = (Replies.Scrape(study), Replies.Service(study));
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true); // what making up the replies left behind is not the portal's
        var withReplies = ProcessMemory.Own.NowMiB;
        await ProcessMemory.Own.ForgetPeakAsync(cancellationToken);

        var (from, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var table = await portal.Get<ManifestReader>().ReadAsync(manifest.StorageKey, manifest.FileName, cancellationToken);
        var read = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
        var result = ManifestCheck.Run(table, Vocabulary, scrape, service, new StudyRules(MadeUpStudy.Id));
        var planned = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
        await portal.Get<CheckStore>().PublishAsync(Guid.NewGuid(), manifest.Id, new CheckedTable(table.Rows.Count, table.Profile.Name, table.Notes, scrape.Unnamed), result, cancellationToken);
        var stored = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
        return new CheckTimes(read, planned - read, stored - planned, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds, result.Issues.Count, result.Files.Count, idle, withReplies, ProcessMemory.Own.PeakMiB);
    }

    private static async Task<GwoManifest> UploadAsync(BenchPortal portal, MadeUpStudy study, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        var key = $"gwo-manifests/{id}/manifest.tsv";
        var bytes = await portal.Get<IFileStore>().WriteAsync(key, study.WriteManifestAsync, cancellationToken);
        var manifest = GwoManifest.Upload(id, MadeUpStudy.Id, $"gwo-{study.Rows}.tsv", "", bytes, study.Rows, key, Actor.Portal, DateTimeOffset.UtcNow);
        await using var db = await portal.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(cancellationToken);
        db.Add(manifest);
        await db.SaveChangesAsync(cancellationToken);
        return manifest;
    }
}

/// <summary>What S3 and the Data Service say of a made-up study.</summary>
internal static class Replies
{
    public static BucketScrape Scrape(MadeUpStudy study) => new()
    {
        Objects = Enumerable.Range(0, study.Rows).Where(MadeUpStudy.HasObject)
            .ToDictionary(MadeUpStudy.Output, row => new S3Object(MadeUpStudy.SizeOf(row), MadeUpStudy.ETagOf(row), "STANDARD"), StringComparer.Ordinal),
    };

    public static ServiceState Service(MadeUpStudy study) => new()
    {
        Specimens = Enumerable.Range(0, study.Specimens).ToDictionary(MadeUpStudy.Specimen, _ => new RegisteredSpecimen(null), StringComparer.Ordinal),
        Sources = Enumerable.Range(0, study.Rows).ToDictionary(MadeUpStudy.Source, row => new RegisteredSource
        {
            Files = [MadeUpStudy.SourceFile(row)],
            Experiments = [new RegisteredExperiment(MadeUpStudy.Experiment(row / 4), MadeUpStudy.ExperimentName(row / 4))],
            Specimens = [MadeUpStudy.Specimen(row / 4)],
        }, StringComparer.Ordinal),
    };
}
