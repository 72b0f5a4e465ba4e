namespace Portal.Sandbox.DataService;

/// <summary>
/// Keeps, for every row, which studies a study filter finds it by. Specimens belong through their participant, files through
/// their specimen links only (a file nobody linked belongs to no study), experiments through the files linked to them.
/// </summary>
internal sealed class StudyMembership(IReadOnlyDictionary<string, Table> tables)
{
    private readonly Table _participants = tables["participants"];
    private readonly Table _biospecimens = tables["biospecimens"];
    private readonly Table _files = tables["genomic-files"];
    private readonly Table _experiments = tables["sequencing-experiments"];
    private readonly Table _specimenLinks = tables["biospecimen-genomic-files"];
    private readonly Table _experimentLinks = tables["sequencing-experiment-genomic-files"];

    /// <summary>A new row can only add studies: what is already known is never walked again, however many links a file has.</summary>
    public void Added(Row row) => Join(row, StudiesOf(row));

    /// <summary>A changed or removed row can take studies away: everything below it is worked out anew.</summary>
    public void Recompute(IEnumerable<Row> rows)
    {
        foreach (var row in rows)
        {
            var studies = StudiesOf(row);
            if (!studies.ToHashSet().SetEquals(row.Studies))
            {
                tables[row.Collection.Path].JoinStudies(row, studies);
                Recompute(Below(row));
            }
        }
    }

    /// <summary>The rows whose studies are read from this one.</summary>
    public IReadOnlyList<Row> Below(Row row) => row.Collection.Path switch
    {
        "participants" => [.. _biospecimens.FindBy("participant_id", row.KfId)!],
        "biospecimens" => [.. _specimenLinks.FindBy("biospecimen_id", row.KfId)!],
        "biospecimen-genomic-files" => Existing(_files.Find(row.Text("genomic_file_id") ?? "")),
        "genomic-files" => [.. _experimentLinks.FindBy("genomic_file_id", row.KfId)!],
        "sequencing-experiment-genomic-files" => Existing(_experiments.Find(row.Text("sequencing_experiment_id") ?? "")),
        _ => [],
    };

    private void Join(Row row, string[] studies)
    {
        if (studies.Except(row.Studies).Any())
        {
            tables[row.Collection.Path].JoinStudies(row, [.. row.Studies.Union(studies)]);
            foreach (var below in Below(row))
            {
                Join(below, row.Studies);
            }
        }
    }

    private string[] StudiesOf(Row row) => row.Collection.Path switch
    {
        "participants" => row.Text("study_id") is { } study ? [study] : [],
        "biospecimens" => Of(_participants, row.Text("participant_id")),
        "biospecimen-genomic-files" => Of(_biospecimens, row.Text("biospecimen_id")),
        "genomic-files" => Of(_specimenLinks.FindBy("genomic_file_id", row.KfId)!),
        "sequencing-experiment-genomic-files" => Of(_files, row.Text("genomic_file_id")),
        "sequencing-experiments" => Of(_experimentLinks.FindBy("sequencing_experiment_id", row.KfId)!),
        _ => [],
    };

    private static string[] Of(Table table, string? kfId) => kfId is null ? [] : table.Find(kfId)?.Studies ?? [];

    private static string[] Of(RowList links) =>
        links.Count == 1 ? links[0].Studies : [.. links.SelectMany(link => link.Studies).Distinct()];

    private static IReadOnlyList<Row> Existing(Row? row) => row is null ? [] : [row];
}
