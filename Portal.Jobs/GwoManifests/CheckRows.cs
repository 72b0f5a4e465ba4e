using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>What the file alone tells, against the values the Data Service accepts. The problems themselves are stored with the plan, all at once.</summary>
public sealed class CheckRows(ManifestWork work, StudyRulesStore studies, DataServiceClient dataService) : IStep
{
    public string Name => "check-rows";

    public string Title => "Check rows";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var manifest = await work.FindAsync(context.Parameters<CheckParameters>().ManifestId, cancellationToken);
        var vocabulary = await ServiceVocabulary.ReadAsync(dataService, cancellationToken);
        if (vocabulary.WhyBuiltIn is { } why)
        {
            context.Note(why);
        }

        await ManifestWork.SaveVocabularyAsync(context, vocabulary, cancellationToken);
        var table = await work.ReadAsync(manifest, cancellationToken);
        var issues = ManifestCheck.Alone(table, ManifestWork.VocabularyOf(vocabulary), await studies.OfAsync(manifest.StudyId, cancellationToken));
        context.Progress(table.Rows.Count, table.Rows.Count, "rows");
        var errors = issues.Sorted().Count(i => i.Severity == IssueSeverity.Error);
        return StepResult.Done(errors == 0 ? "no errors in the file itself" : $"{Words.Count(errors, "error")} in the file itself");
    }
}
