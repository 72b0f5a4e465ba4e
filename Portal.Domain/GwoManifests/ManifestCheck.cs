namespace Portal.Domain.GwoManifests;

/// <summary>All rules over a whole manifest, every problem at once, and the plan over what is left. Pure: the same input gives the same result.</summary>
public static class ManifestCheck
{
    /// <summary>What the file alone tells, before anybody outside is asked.</summary>
    public static IssueList Alone(ManifestTable table, Vocabulary vocabulary, StudyRules? rules = null)
    {
        var issues = new IssueList(rules);
        HeaderRules.Apply(table, issues);
        if (issues.Count == 0)
        {
            var cells = new CellRules(table.Profile, vocabulary, issues, table.HasUnreadable);
            foreach (var row in table.Rows)
            {
                cells.Apply(row);
            }
        }

        return issues;
    }

    public static CheckResult Run(ManifestTable table, Vocabulary vocabulary, BucketScrape scrape, ServiceState service, StudyRules? rules = null)
    {
        var issues = Alone(table, vocabulary, rules);
        if (issues.BadRows.Contains(0))
        {
            return new CheckResult { Issues = issues.Sorted(), Files = [], GoodRows = 0, BadRows = issues.BadRows };
        }

        var references = new ReferenceRules(table.Profile, scrape, service, rules?.StudyId, issues);
        var groups = new GroupRules(table.Profile, vocabulary, issues);
        var types = new TypeRules(table.Profile, vocabulary, issues);
        var hashes = new HashRules(scrape, issues);
        var folders = new FolderRules(table.Profile, scrape, issues);
        var pack = rules?.RulePack == true ? new PackCheck(table, scrape, issues) : null;
        foreach (var row in table.Rows)
        {
            references.Apply(row);
            groups.Apply(row);
            hashes.Apply(row);
            types.Apply(row);
            folders.Apply(row);
            pack?.Apply(row);
        }

        references.Close();
        folders.Close();
        var files = new ManifestPlanner(table.Profile, vocabulary, scrape, service, issues).Plan(table.Rows, groups.Conflicts);
        return new CheckResult
        {
            Issues = issues.Sorted(),
            Files = files,
            GoodRows = table.Rows.Count(r => !issues.BadRows.Contains(r.Row) && !groups.Conflicts.Contains(r.Filepath)),
            BadRows = issues.BadRows,
        };
    }
}
