using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;

namespace Portal.Jobs.GwoManifests;

/// <summary>All rules over everything found out, then the plan; both replace what the check before found, at once.</summary>
public sealed class PlanManifest(ManifestWork work, StudyRulesStore studies, CheckStore store) : IStep
{
    public string Name => "plan";

    public string Title => "Plan";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters<CheckParameters>();
        var manifest = await work.FindAsync(parameters.ManifestId, cancellationToken);
        parameters.Require(manifest); // what was scraped and resolved belongs to that file
        var table = await work.ReadAsync(manifest, cancellationToken);
        var vocabulary = await ManifestWork.VocabularyAsync(context, cancellationToken);
        var scrape = await work.LoadAsync<BucketScrape>(context, manifest.Id, ScrapeS3.State, cancellationToken);
        var service = await work.LoadAsync<ServiceState>(context, manifest.Id, ResolveReferences.State, cancellationToken);
        var rules = await studies.OfAsync(manifest.StudyId, cancellationToken);
        var result = ManifestCheck.Run(table, vocabulary, scrape, service, rules);
        await context.GuardAsync(TimeSpan.FromSeconds(5), cancellationToken);
        var former = await store.PublishAsync(context.RunId, manifest.Id, new CheckedTable(table.Rows.Count, table.Profile.Name, table.Notes, scrape.Unnamed), result, cancellationToken);
        if (former is { } run && run != context.RunId)
        {
            await work.ForgetAsync(manifest.Id, run, cancellationToken);
        }

        work.Forget(manifest);
        Tell(context, result, rules);
        await BesideAsync(context, scrape, cancellationToken);
        return StepResult.Done($"{Words.Count(result.Errors, "error")}, {Words.Count(result.Warnings, "warning")}");
    }

    // Objects beside the manifest's are told, whether or not the study calls them a problem.
    private static async Task BesideAsync(StepContext context, BucketScrape scrape, CancellationToken cancellationToken)
    {
        if (scrape.Unnamed == 0)
        {
            return;
        }

        context.Note($"{Words.Count(scrape.Unnamed, "object")} in the manifest's folders {(scrape.Unnamed == 1 ? "is" : "are")} not named in it");
        await context.AttachAsync("not-in-manifest.tsv", "Objects beside those of the manifest", Tsv.ContentType, async (stream, token) =>
        {
            await using var tsv = new Tsv(stream);
            await tsv.WriteAsync(token, "path");
            foreach (var path in scrape.UnnamedExamples)
            {
                await tsv.WriteAsync(token, path);
            }
        }, cancellationToken);
    }

    private static void Tell(StepContext context, CheckResult result, StudyRules rules)
    {
        if (rules.Severities.Count > 0 || rules.RulePack)
        {
            context.Note($"Rules of {rules.StudyId}: {string.Join(", ", rules.Severities.Select(s => $"{s.Key} is {StudyRules.Word(s.Value)}").Append(rules.RulePack ? "the rule pack is on" : "the rule pack is off"))}");
        }

        foreach (var group in result.Issues.GroupBy(i => (i.Code, i.Severity)).OrderBy(g => g.Key.Severity).ThenBy(g => g.Key.Code, StringComparer.Ordinal))
        {
            var line = $"{group.Key.Code}: {group.Count():N0} × {IssueCodes.Kind(group.Key.Code).Title}";
            if (group.Key.Severity == IssueSeverity.Warning)
            {
                context.Warn(line, group.Count());
            }
            else
            {
                context.Note(line);
            }
        }

        foreach (var entity in result.Counts.GroupBy(c => c.Entity))
        {
            context.Note($"{NameOf(entity.Key)}: {string.Join(", ", entity.Select(c => $"{c.Action.Word()} {c.Count:N0}"))}");
        }
    }

    private static string NameOf(PlanEntity entity) => entity switch
    {
        PlanEntity.GenomicFile => "Genomic files",
        PlanEntity.BiospecimenLink => "Specimen links",
        PlanEntity.ExperimentLink => "Experiment links",
        _ => throw new InvalidOperationException($"No name for {entity}."),
    };
}
