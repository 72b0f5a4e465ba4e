namespace Portal.Domain.GwoManifests;

/// <summary>Files whose hashes contradict each other or S3: told once per file and fault, and none of its rows is loaded.</summary>
public sealed class HashRules(BucketScrape scrape, IssueList issues)
{
    public const string Column = "hash report";

    private readonly ILookup<string, HashFault> _faults = scrape.HashFaults.ToLookup(f => f.Path, StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public void Apply(ManifestRow row)
    {
        if (!_faults.Contains(row.Filepath))
        {
            return;
        }

        issues.Exclude(row.Row);
        if (_told.Add(row.Filepath))
        {
            foreach (var fault in _faults[row.Filepath])
            {
                issues.Add(row.Row, Column, IssueCodes.BadHash, fault.Value, fault.Message, fault.Expected, "Make the hash report again, or check without one");
            }
        }
    }
}
