using Portal.Domain.Runs;

namespace Portal.Jobs.GwoManifests;

/// <summary>Reads the uploaded file once, to say what is in it and what had to be put right.</summary>
public sealed class ReadManifest(ManifestWork work) : IStep
{
    public string Name => "read-manifest";

    public string Title => "Read manifest";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var manifest = await work.FindAsync(context.Parameters<CheckParameters>().ManifestId, cancellationToken);
        var table = await work.ReadAsync(manifest, cancellationToken);
        foreach (var note in table.Notes)
        {
            context.Note(note);
        }

        context.Progress(table.Rows.Count, table.Rows.Count, "rows");
        return StepResult.Done($"{Words.Count(table.Rows.Count, "row")}, {Words.Count(table.Headers.Count, "column")}");
    }
}
