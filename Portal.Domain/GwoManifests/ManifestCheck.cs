namespace Portal.Domain.GwoManifests;

/// <summary>All rules over a whole manifest, every problem at once, and the plan over what is left. Pure: the same input gives the same result.</summary>
public static class ManifestCheck
{
    /// <summary>What the file alone tells, before anybody outside is asked.</summary>
    public static IssueList Alone(ManifestTable table, Vocabulary vocabulary)
    {
        var issues = new IssueList();
        HeaderRules.Apply(table, issues);
        if (issues.Count == 0)
        {
            var cells = new CellRules(vocabulary, issues);
            foreach (var row in table.Rows)
            {
                cells.Apply(row);
            }
        }

        return issues;
    }

    public static CheckResult Run(ManifestTable table, Vocabulary vocabulary, BucketScrape scrape, ServiceState service)
    {
        var issues = Alone(table, vocabulary);
        if (issues.BadRows.Contains(0))
        {
            return new CheckResult { Issues = issues.Sorted(), Files = [], GoodRows = 0, BadRows = issues.BadRows };
        }

        var references = new ReferenceRules(scrape, service, issues);
        var groups = new GroupRules(vocabulary, issues);
        var hashes = new HashRules(scrape, issues);
        foreach (var row in table.Rows)
        {
            references.Apply(row);
            groups.Apply(row);
            hashes.Apply(row);
        }

        references.Close();
        var files = new ManifestPlanner(vocabulary, scrape, service, issues).Plan(table.Rows, groups.Conflicts);
        return new CheckResult
        {
            Issues = issues.Sorted(),
            Files = files,
            GoodRows = table.Rows.Count(r => !issues.BadRows.Contains(r.Row) && !groups.Conflicts.Contains(r.Filepath)),
            BadRows = issues.BadRows,
        };
    }
}
