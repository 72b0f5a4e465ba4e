using System.Collections.Concurrent;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>
/// Finds out what is registered of what a manifest names. The study's lists answer most of it; but they show a file only through its
/// specimen links, so what they do not show is asked for by its own id or path before anybody says it does not exist.
/// </summary>
internal sealed class ReferenceResolver(DataServiceClient client, string studyId, NamedInManifest named, int parallel, StepContext context)
{
    private const int MostHints = 200;
    private readonly ConcurrentDictionary<string, string> _studies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _ofStudy = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _participants = new(StringComparer.Ordinal);

    public async Task<ServiceState> ResolveAsync(CancellationToken cancellationToken)
    {
        var files = new RegisteredFiles(client, studyId, named, parallel, context);
        await Task.WhenAll(ListSpecimensAsync(cancellationToken), files.ListAsync(cancellationToken));
        await files.LookUpMissingAsync(cancellationToken);
        var links = new RegisteredLinks(client, studyId, files, parallel, context);
        await links.ReadAsync(cancellationToken);
        await FindStudiesAsync(links, cancellationToken);
        var (specimens, near) = await SpecimensAsync(cancellationToken);
        var experiments = await new NamedExperiments(client, studyId, named.Experiments, parallel).ResolveAsync(StudyOfAsync, cancellationToken);
        return new ServiceState
        {
            Specimens = specimens,
            NearSpecimens = near,
            Sources = named.Sources.Where(files.Knows).ToDictionary(s => s, s => Source(files[s], links), StringComparer.Ordinal),
            NearSources = named.Sources.Where(s => !files.Knows(s) && files.NearSources.ContainsKey(s)).ToDictionary(s => s, s => files.NearSources[s], StringComparer.Ordinal),
            Experiments = experiments,
            Files = named.Outputs.Where(files.Knows).ToDictionary(o => o, IReadOnlyList<RegisteredFile> (o) => [.. files[o].Select(FileDifference.Registered)], StringComparer.Ordinal),
            FilesOfOtherStudies = OtherStudies(named.Outputs.Where(files.Knows).SelectMany(o => files[o]), links),
            SpecimenLinks = links.Specimens,
            ExperimentLinks = links.Experiments,
        };
    }

    private async Task ListSpecimensAsync(CancellationToken cancellationToken)
    {
        await foreach (var specimen in client.ListAsync<ServiceRecord>(DataServiceClient.Biospecimens, [("study_id", studyId)], cancellationToken: cancellationToken))
        {
            _ofStudy[specimen.KfId] = ServiceLinks.IdOf(specimen.Links?.Participant);
        }

        context.Note($"{Words.Count(_ofStudy.Count, "biospecimen")} registered in {studyId}");
    }

    private async Task<(Dictionary<string, RegisteredSpecimen> Found, Dictionary<string, IReadOnlyList<string>> Near)> SpecimensAsync(CancellationToken cancellationToken)
    {
        var elsewhere = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(named.Specimens.Where(s => !_ofStudy.ContainsKey(s)), Bounded(cancellationToken), async (id, token) =>
        {
            if (await StudyOfAsync(id, token) is { } study)
            {
                elsewhere[id] = study;
            }
        });

        var found = new Dictionary<string, RegisteredSpecimen>(StringComparer.Ordinal);
        var near = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var id in named.Specimens.Order(StringComparer.Ordinal))
        {
            if (_ofStudy.TryGetValue(id, out var participant))
            {
                found[id] = new RegisteredSpecimen(null, participant);
            }
            else if (elsewhere.TryGetValue(id, out var study))
            {
                found[id] = new RegisteredSpecimen(study == studyId ? null : study, _participants.GetValueOrDefault(id));
            }
            else if (near.Count < MostHints && _ofStudy.Keys.Where(s => KidsFirstId.AreNear(s, id)).Order(StringComparer.Ordinal).Take(3).ToList() is { Count: > 0 } close)
            {
                near[id] = close;
            }
        }

        return (found, near);
    }

    // Files outside the study's list whose specimens are known belong somewhere; the rest of them belong nowhere yet.
    private Task FindStudiesAsync(RegisteredLinks links, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(links.OutsideStudy, Bounded(cancellationToken), async (file, token) =>
        {
            var specimens = links.SpecimensOf(file);
            if (specimens.Count > 0 && !specimens.Any(_ofStudy.ContainsKey))
            {
                await StudyOfAsync(specimens[0], token);
            }
        });

    private Dictionary<string, string> OtherStudies(IEnumerable<ServiceFile> files, RegisteredLinks links)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (OtherStudy(file.KfId, links) is { } study)
            {
                found[file.KfId] = study;
            }
        }

        return found;
    }

    private string? OtherStudy(string fileId, RegisteredLinks links)
    {
        var specimens = links.SpecimensOf(fileId);
        return specimens.Count > 0 && !specimens.Any(_ofStudy.ContainsKey) && _studies.TryGetValue(specimens[0], out var study) && study != studyId ? study : null;
    }

    private RegisteredSource Source(IReadOnlyList<ServiceFile> files, RegisteredLinks links)
    {
        var usable = files.Where(f => f.IsHarmonized != true && f.Visible != false).ToList();
        var fault = usable.Count == 0
            ? files.FirstOrDefault(f => f.IsHarmonized != true) is { } hidden
                ? $"{hidden.KfId} has this path, but it is hidden"
                : $"{files[0].KfId} has this path, but it is harmonized: an output, not a source"
            : usable.Select(f => OtherStudy(f.KfId, links)).FirstOrDefault(s => s is not null) is { } study
                ? $"{usable[0].KfId} has this path, but it belongs to {study}"
                : null;
        return new RegisteredSource
        {
            Fault = fault,
            Files = [.. usable.Select(f => f.KfId)],
            Experiments = [.. usable.SelectMany(f => links.ExperimentsOf(f.KfId)).DistinctBy(e => e.KfId, StringComparer.Ordinal).OrderBy(e => e.KfId, StringComparer.Ordinal)],
            Specimens = [.. usable.SelectMany(f => links.SpecimensOf(f.KfId)).Distinct(StringComparer.Ordinal)],
        };
    }

    /// <summary>Null when there is no such specimen.</summary>
    private async Task<string?> StudyOfAsync(string specimenId, CancellationToken cancellationToken)
    {
        if (_studies.TryGetValue(specimenId, out var known))
        {
            return known;
        }

        var specimen = await client.FindAsync<ServiceRecord>(DataServiceClient.Biospecimens, specimenId, cancellationToken);
        if (specimen is null)
        {
            return null;
        }

        if (ServiceLinks.IdOf(specimen.Links?.Participant) is { Length: > 0 } whose)
        {
            _participants[specimenId] = whose;
        }

        var participant = ServiceLinks.IdOf(specimen.Links?.Participant) is { Length: > 0 } id
            ? await client.FindAsync<ServiceRecord>(DataServiceClient.Participants, id, cancellationToken)
            : null;
        return _studies[specimenId] = ServiceLinks.IdOf(participant?.Links?.Study) ?? "another study";
    }

    private ParallelOptions Bounded(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken };
}
