using Microsoft.Extensions.Options;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>Asks the Data Service about every specimen, source and file the manifest names.</summary>
public sealed class ResolveReferences(ManifestWork work, DataServiceClient dataService, IOptions<GwoManifestOptions> options) : IStep
{
    public const string State = "data-service";

    public string Name => "resolve-references";

    public string Title => "Resolve references";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var manifest = await work.FindAsync(context.Parameters<CheckParameters>().ManifestId, cancellationToken);
        var table = await work.ReadAsync(manifest, cancellationToken);
        var named = new NamedInManifest(table.Rows);
        // What is wrong with a file that names nothing can be said without the Data Service.
        var state = named.IsEmpty
            ? new ServiceState()
            : await new ReferenceResolver(dataService, manifest.StudyId, named, options.Value.Parallel, context).ResolveAsync(cancellationToken);
        await work.SaveAsync(context, manifest.Id, State, state, cancellationToken);
        return StepResult.Done($"{Words.Count(state.Specimens.Count, "specimen")}, {Words.Count(state.Sources.Count(s => s.Value.Fault is null), "source")} and "
            + $"{Words.Count(state.Files.Count, "registered file")} found");
    }
}
