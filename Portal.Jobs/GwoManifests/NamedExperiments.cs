using System.Collections.Concurrent;
using Portal.Domain.GwoManifests;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>Sequencing experiments a layout names by their ids: whether they are registered, visible, and of this study.</summary>
internal sealed class NamedExperiments(DataServiceClient client, string studyId, IReadOnlyCollection<string> ids, int parallel)
{
    private readonly ConcurrentDictionary<string, NamedExperiment> _found = new(StringComparer.Ordinal);

    /// <param name="studyOf">The study of a specimen; null when there is no such specimen.</param>
    public async Task<IReadOnlyDictionary<string, NamedExperiment>> ResolveAsync(Func<string, CancellationToken, Task<string?>> studyOf, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return _found;
        }

        var wanted = ids.ToHashSet(StringComparer.Ordinal);
        await foreach (var experiment in client.ListAsync<ServiceRecord>(DataServiceClient.Experiments, [("study_id", studyId)], cancellationToken: cancellationToken))
        {
            if (wanted.Remove(experiment.KfId))
            {
                _found[experiment.KfId] = Named(experiment, otherStudy: null);
            }
        }

        // The study's list shows an experiment only through its files.
        await Parallel.ForEachAsync(wanted, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken }, async (id, token) =>
        {
            if (await client.FindAsync<ServiceRecord>(DataServiceClient.Experiments, id, token) is { } experiment)
            {
                var study = await StudyOfAsync(id, studyOf, token);
                _found[id] = Named(experiment, study == studyId ? null : study);
            }
        });
        return _found;
    }

    // Through its first file and that file's first specimen; null while it has none.
    private async Task<string?> StudyOfAsync(string experiment, Func<string, CancellationToken, Task<string?>> studyOf, CancellationToken cancellationToken)
    {
        var file = await FirstAsync(DataServiceClient.ExperimentLinks, "sequencing_experiment_id", experiment, l => l.GenomicFile, cancellationToken);
        var specimen = file is null ? null : await FirstAsync(DataServiceClient.BiospecimenLinks, "genomic_file_id", file, l => l.Biospecimen, cancellationToken);
        return specimen is null ? null : await studyOf(specimen, cancellationToken);
    }

    private async Task<string?> FirstAsync(string collection, string filter, string value, Func<ServiceLinks, string?> linked, CancellationToken cancellationToken)
    {
        await foreach (var link in client.ListAsync<ServiceRecord>(collection, [(filter, value)], cancellationToken: cancellationToken))
        {
            if (link.Links is { } links && ServiceLinks.IdOf(linked(links)) is { Length: > 0 } id)
            {
                return id;
            }
        }

        return null;
    }

    private static NamedExperiment Named(ServiceRecord experiment, string? otherStudy) =>
        new(experiment.ExternalId ?? experiment.KfId, otherStudy, experiment.Visible == false ? $"{experiment.KfId} is registered, but hidden" : null);
}
