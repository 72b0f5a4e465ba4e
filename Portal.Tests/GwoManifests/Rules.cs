using Portal.Domain.GwoManifests;

namespace Portal.Tests.GwoManifests;

/// <summary>All rules over rows, objects and registered records a test writes down: three good rows unless it says otherwise.</summary>
internal sealed class Rules
{
    private readonly List<ManifestRow> _rows = [];

    public Dictionary<string, S3Object> Objects { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Lookalikes { get; } = new(StringComparer.Ordinal);

    public List<DeniedPrefix> Denied { get; } = [];

    public Dictionary<string, RegisteredSpecimen> Specimens { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, RegisteredSource> Sources { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, IReadOnlyList<RegisteredFile>> Files { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, RegisteredLink> SpecimenLinks { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, RegisteredLink> ExperimentLinks { get; } = new(StringComparer.Ordinal);

    public static Vocabulary Vocabulary { get; } = new(["gVCF", "gVCF Index", "Variant Calls", "Variant Call", "Aligned Reads"], ["Alignment", "Somatic-Mutation"], builtIn: false)
    {
        Values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["visibility_reason"] = ["Pre-Release", "Ready For Release"], ["file_version_descriptor"] = ["latest", "previous"] },
    };

    public Rules()
    {
        for (var n = 1; n <= 3; n++)
        {
            Specimens[Study.Specimen(n)] = new RegisteredSpecimen(null);
            Objects[Study.Output(n)] = new S3Object(1000 + n, Study.Etag(n), "STANDARD");
            Sources[Study.Source(n)] = new RegisteredSource
            {
                Files = [Study.SourceId(n)],
                Experiments = [new RegisteredExperiment(Study.Experiment(n), $"exp-{n}")],
                Specimens = [Study.Specimen(n)],
            };
        }
    }

    public Rules Row(int n, string? specimen = null, string? path = null, string? dataType = null, string? source = null, string workflow = "alignment",
        string cavatica = "be2315bbaafdef429d8e4b4d", string participant = "PT_TEST0001")
    {
        _rows.Add(new ManifestRow
        {
            Row = _rows.Count + 2,
            CavaticaId = cavatica,
            CavaticaTaskId = "task",
            Specimens = ManifestCells.SplitIds(specimen ?? Study.Specimen(n)),
            Participant = participant,
            Family = "",
            Filepath = path ?? Study.Output(n),
            DataType = dataType ?? "gVCF",
            WorkflowType = workflow,
            Sources = ManifestCells.SplitPaths(source ?? Study.Source(n)),
        });
        return this;
    }

    public HashSet<string> Companions { get; } = new(StringComparer.Ordinal);

    public int Unnamed { get; set; }

    public Dictionary<string, NamedExperiment> Experiments { get; } = new(StringComparer.Ordinal);

    /// <summary>What an administrator changed.</summary>
    public StudyRules OfStudy { get; set; } = new(Study.Id);

    public CheckResult Check() => Check(new ManifestTable { Headers = ManifestColumns.All, Rows = _rows });

    public CheckResult Check(ManifestTable table) => ManifestCheck.Run(
        table,
        Vocabulary,
        new BucketScrape { Objects = Objects, Lookalikes = Lookalikes, Denied = Denied, Companions = Companions, Unnamed = Unnamed, UnnamedExamples = ["s3://b/extra.cram"] },
        new ServiceState { Specimens = Specimens, Sources = Sources, Files = Files, SpecimenLinks = SpecimenLinks, ExperimentLinks = ExperimentLinks, Experiments = Experiments },
        OfStudy);
}

internal static class CheckResultWords
{
    public static IEnumerable<string> Lines(this CheckResult result) => result.Issues.Select(i => $"{i.Row} {i.Column}: {i.Code} “{i.Value}”");

    public static IEnumerable<string> Plan(this CheckResult result) => result.Files.Select(f => $"{f.Action.Word()} {S3Path.FileNameOf(f.Path)}");
}
