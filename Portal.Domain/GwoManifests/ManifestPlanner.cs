using System.Runtime.InteropServices;

namespace Portal.Domain.GwoManifests;

/// <summary>From the rows without errors to what is to be written: one file per path, its specimen links, its experiment links.</summary>
public sealed class ManifestPlanner(ManifestProfile profile, Vocabulary vocabulary, BucketScrape scrape, ServiceState service, IssueList issues)
{
    public IReadOnlyList<PlannedFile> Plan(IReadOnlyList<ManifestRow> rows, IReadOnlySet<string> conflicts)
    {
        var groups = new Dictionary<string, Group>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (!S3Path.IsPath(row.Filepath))
            {
                continue;
            }

            ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, row.Filepath, out var known);
            group = known ? group : new Group(row.Row);
            if (!issues.BadRows.Contains(row.Row))
            {
                group!.Good.Add(row);
            }
        }

        return [.. groups.Select(g => PlanFile(g.Key, g.Value, conflicts.Contains(g.Key)))];
    }

    private PlannedFile PlanFile(string path, Group group, bool conflict)
    {
        if (conflict || group.Good.Count == 0)
        {
            var why = conflict ? "Its rows disagree" : "None of its rows is without errors";
            return new PlannedFile { Path = path, Row = group.FirstRow, Action = PlanAction.Skip, Why = why };
        }

        var kfId = service.Files.GetValueOrDefault(path)?[0].KfId;
        var specimens = new List<PlannedLink>(1);
        var experiments = new List<PlannedLink>(1);
        foreach (var row in group.Good)
        {
            foreach (var specimen in row.Specimens)
            {
                Link(specimens, path, kfId, service.SpecimenLinks, new LinkEnd(specimen, specimen), row.Row, profile.Biospecimen);
            }

            foreach (var source in row.Sources)
            {
                foreach (var experiment in service.Sources[source].Experiments)
                {
                    Link(experiments, path, kfId, service.ExperimentLinks, new LinkEnd(experiment.KfId, experiment.ExternalId), row.Row, profile.Origin);
                }
            }

            foreach (var experiment in row.Experiments)
            {
                Link(experiments, path, kfId, service.ExperimentLinks, new LinkEnd(experiment, service.Experiments[experiment].ExternalId), row.Row, profile.Origin);
            }
        }

        var file = Wanted(path, group.Good, specimens, experiments);
        return group.Good.Exists(r => issues.BadRows.Contains(r.Row))
            ? new PlannedFile { Path = path, Row = file.Row, Action = PlanAction.Skip, Why = "It would change a registered value" } // where the study calls that an error
            : file;
    }

    private PlannedFile Wanted(string path, List<ManifestRow> rows, List<PlannedLink> specimens, List<PlannedLink> experiments)
    {
        var first = rows[0];
        var wanted = new WantedFile(
            path,
            first.DataType,
            Format(path, rows),
            vocabulary.WorkflowType(rows.Find(r => r.WorkflowType.Length > 0)?.WorkflowType ?? ""),
            rows.Find(r => WantedFile.IsCavaticaId(r.CavaticaId))?.CavaticaId,
            scrape.Objects[path])
        {
            Fields = Fields(rows),
        };
        var registered = service.Files.GetValueOrDefault(path)?[0];
        var changes = registered is null ? [] : wanted.ChangesTo(registered);
        foreach (var change in changes.Where(c => WantedFile.IsContradiction(c.Old)))
        {
            Warn(first.Row, profile.ColumnOf(change.Field), change.Field, change.Old!, change.New, registered!.KfId);
        }

        return new PlannedFile
        {
            Path = path,
            Row = first.Row,
            Action = registered is null ? PlanAction.Create : changes.Count > 0 ? PlanAction.Update : PlanAction.Unchanged,
            KfId = registered?.KfId,
            Changes = changes,
            DataType = wanted.DataType,
            FileFormat = wanted.FileFormat,
            WorkflowType = wanted.WorkflowType,
            CavaticaFileId = wanted.CavaticaFileId,
            Stored = wanted.Stored,
            Fields = wanted.Fields,
            Hashes = registered is null ? null : wanted.HashesOver(registered),
            Specimens = specimens,
            Experiments = experiments,
        };
    }

    private string? Format(string path, List<ManifestRow> rows)
    {
        for (var i = 0; i < profile.Fields.Length; i++)
        {
            if (profile.Fields[i].Column == HarmonizedColumns.FileFormat && rows.Find(r => r.Fields[i].Length > 0) is { } row)
            {
                // The ending knows a gvcf from a vcf, which the layout does not.
                return FileFormats.Spelled(row.Fields[i]) is { } format ? (format == "vcf" ? FileFormats.Of(path) ?? format : format) : row.Fields[i].ToLowerInvariant();
            }
        }

        return FileFormats.Of(path);
    }

    private IReadOnlyDictionary<string, string> Fields(List<ManifestRow> rows)
    {
        if (profile.Fields.Length == 0)
        {
            return PlannedFile.NoFields;
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < profile.Fields.Length; i++)
        {
            var field = profile.Fields[i];
            if (field.Column != HarmonizedColumns.FileFormat && rows.Find(r => r.Fields[i].Length > 0) is { } row)
            {
                fields[field.Field] = field.IsBoolean ? (ManifestCells.Truth(row.Fields[i]) == true ? "true" : "false") : vocabulary.Spelled(field.Field, row.Fields[i]) ?? row.Fields[i];
            }
        }

        return fields;
    }

    private void Link(List<PlannedLink> links, string path, string? kfId, IReadOnlyDictionary<string, RegisteredLink> registered,
        LinkEnd to, int row, string column)
    {
        if (links.Exists(l => l.LinkedId == to.KfId))
        {
            return;
        }

        if (kfId is null || !registered.TryGetValue(ServiceState.LinkKey(to.KfId, kfId), out var existing))
        {
            links.Add(new PlannedLink(to.KfId, to.ExternalId, PlanAction.Create, row, null, null));
            return;
        }

        var link = new PlannedLink(to.KfId, to.ExternalId, PlanAction.Unchanged, row, existing.KfId, existing.ExternalId);
        var wanted = link.ExternalId(path);
        if (existing.ExternalId != wanted)
        {
            link = link with { Action = PlanAction.Update };
            if (WantedFile.IsContradiction(existing.ExternalId))
            {
                Warn(row, column, "external_id", existing.ExternalId!, wanted, existing.KfId);
            }
        }

        links.Add(link);
    }

    private void Warn(int row, string column, string field, string old, string value, string kfId) =>
        issues.Add(row, column, IssueCodes.ChangesRegisteredValue, $"{old} -> {value}", $"The {field} registered for {kfId} would be replaced.",
            hint: "Acknowledge it if the new value is right");

    /// <summary>What a link leads to, and what its external id begins with.</summary>
    private readonly record struct LinkEnd(string KfId, string ExternalId);

    private sealed class Group(int firstRow)
    {
        public int FirstRow => firstRow;

        public List<ManifestRow> Good { get; } = [];
    }
}
