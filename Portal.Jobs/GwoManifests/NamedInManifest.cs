using Portal.Domain.GwoManifests;

namespace Portal.Jobs.GwoManifests;

/// <summary>The distinct things a manifest names, as far as their form allows asking for them.</summary>
internal sealed class NamedInManifest
{
    public NamedInManifest(IReadOnlyList<ManifestRow> rows)
    {
        foreach (var row in rows)
        {
            if (S3Path.IsPath(row.Filepath))
            {
                Outputs.Add(row.Filepath);
            }

            foreach (var source in row.Sources)
            {
                Sources.Add(source);
            }

            foreach (var specimen in row.Specimens)
            {
                if (KidsFirstId.IsValid(specimen, "BS"))
                {
                    Specimens.Add(specimen);
                }
            }

            foreach (var experiment in row.Experiments)
            {
                if (KidsFirstId.IsValid(experiment, "SE"))
                {
                    Experiments.Add(experiment);
                }
            }
        }
    }

    /// <summary>Not one id or path that could be asked for: the file is no manifest, or has no rows.</summary>
    public bool IsEmpty => Specimens.Count == 0 && Sources.Count == 0 && Outputs.Count == 0 && Experiments.Count == 0;

    public HashSet<string> Specimens { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Sources { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Experiments { get; } = new(StringComparer.Ordinal);

    public bool Names(string path) => Outputs.Contains(path) || Sources.Contains(path);

    public HashSet<string> Outputs { get; } = new(StringComparer.Ordinal);
}
