using System.Collections.Concurrent;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>Which specimens and sequencing experiments the files of a manifest are linked to.</summary>
internal sealed class RegisteredLinks(DataServiceClient client, string studyId, RegisteredFiles registered, int parallel, StepContext context)
{
    private readonly HashSet<string> _files = registered.LinksWanted();
    private readonly HashSet<string> _outputs = registered.OutputFiles();
    private readonly ConcurrentDictionary<string, RegisteredLink> _specimenLinks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RegisteredLink> _experimentLinks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, List<string>> _specimens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, List<string>> _experimentIds = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RegisteredExperiment?> _experiments = new(StringComparer.Ordinal);

    /// <summary>Ids of files that are not linked into the study as far as its lists tell.</summary>
    public IReadOnlyCollection<string> OutsideStudy { get; private set; } = [];

    /// <summary>Of the outputs only: links of sources are not written.</summary>
    public IReadOnlyDictionary<string, RegisteredLink> Specimens => _specimenLinks;

    public IReadOnlyDictionary<string, RegisteredLink> Experiments => _experimentLinks;

    public IReadOnlyList<string> SpecimensOf(string fileId) => _specimens.GetValueOrDefault(fileId) ?? [];

    /// <summary>Visible ones, over visible links.</summary>
    public IEnumerable<RegisteredExperiment> ExperimentsOf(string fileId) =>
        (_experimentIds.GetValueOrDefault(fileId) ?? []).Select(id => _experiments.GetValueOrDefault(id)).OfType<RegisteredExperiment>();

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (_files.Count == 0)
        {
            return;
        }

        (string, string)[] ofStudy = [("study_id", studyId)];
        await Task.WhenAll(
            ReadAsync(DataServiceClient.BiospecimenLinks, ofStudy, KeepSpecimen, cancellationToken),
            ReadAsync(DataServiceClient.ExperimentLinks, ofStudy, KeepExperiment, cancellationToken),
            ReadAsync(DataServiceClient.Experiments, ofStudy, e => _experiments[e.KfId] = Visible(e), cancellationToken));
        OutsideStudy = registered.OutsideStudy(_specimens.ContainsKey);
        await Parallel.ForEachAsync(OutsideStudy, Bounded(cancellationToken), async (file, token) =>
        {
            (string, string)[] ofFile = [("genomic_file_id", file)];
            await ReadAsync(DataServiceClient.BiospecimenLinks, ofFile, KeepSpecimen, token);
            await ReadAsync(DataServiceClient.ExperimentLinks, ofFile, KeepExperiment, token);
        });

        var unseen = _experimentIds.Values.SelectMany(e => e).Where(e => !_experiments.ContainsKey(e)).ToHashSet(StringComparer.Ordinal);
        await Parallel.ForEachAsync(unseen, Bounded(cancellationToken), async (id, token) =>
            _experiments[id] = Visible(await client.FindAsync<ServiceRecord>(DataServiceClient.Experiments, id, token)));
        context.Note($"{Words.Count(_specimens.Values.Sum(l => l.Count), "specimen link")} and {Words.Count(_experimentIds.Values.Sum(l => l.Count), "experiment link")} of the named files registered");
    }

    private async Task ReadAsync(string collection, (string, string)[] filters, Action<ServiceRecord> keep, CancellationToken cancellationToken)
    {
        await foreach (var record in client.ListAsync<ServiceRecord>(collection, filters, cancellationToken: cancellationToken))
        {
            keep(record);
        }
    }

    private void KeepSpecimen(ServiceRecord link)
    {
        if (Ends(link, link.Links?.Biospecimen) is var (specimen, file)
            && (!_outputs.Contains(file) || _specimenLinks.TryAdd(ServiceState.LinkKey(specimen, file), new RegisteredLink(link.KfId, link.ExternalId))) && link.Visible != false)
        {
            Add(_specimens, file, specimen);
        }
    }

    private void KeepExperiment(ServiceRecord link)
    {
        if (Ends(link, link.Links?.SequencingExperiment) is var (experiment, file)
            && (!_outputs.Contains(file) || _experimentLinks.TryAdd(ServiceState.LinkKey(experiment, file), new RegisteredLink(link.KfId, link.ExternalId))) && link.Visible != false)
        {
            Add(_experimentIds, file, experiment);
        }
    }

    private (string Linked, string File)? Ends(ServiceRecord link, string? linked) =>
        ServiceLinks.IdOf(linked) is { Length: > 0 } id && ServiceLinks.IdOf(link.Links?.GenomicFile) is { Length: > 0 } file && _files.Contains(file) ? (id, file) : null;

    private static void Add(ConcurrentDictionary<string, List<string>> lists, string key, string value)
    {
        var list = lists.GetOrAdd(key, _ => new List<string>(1));
        lock (list)
        {
            if (!list.Contains(value))
            {
                list.Add(value);
            }
        }
    }

    private static RegisteredExperiment? Visible(ServiceRecord? experiment) =>
        experiment is null || experiment.Visible == false ? null : new RegisteredExperiment(experiment.KfId, experiment.ExternalId ?? experiment.KfId);

    private ParallelOptions Bounded(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken };
}
