using System.Globalization;
using System.Text.RegularExpressions;

namespace Portal.Shell.Database;

/// <summary>A folder with initdb, pg_ctl and postgres of one version, which the account can run.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Major)
{
    private const int OldestMajor = 14;

    public string Initdb => Path.Combine(Folder, "initdb");

    public string PgCtl => Path.Combine(Folder, "pg_ctl");

    /// <param name="major">The version an existing cluster was made with; none for a new one.</param>
    public static async Task<PostgresBinaries> FindAsync(
        string dataFolder, PostgresAccount account, int? major, CancellationToken cancellationToken)
    {
        var seen = new SortedSet<int>();
        foreach (var folder in Candidates(dataFolder).Where(IsComplete).Distinct(StringComparer.Ordinal))
        {
            var answer = await account.RunAsync(Path.Combine(folder, "postgres"), ["--version"], cancellationToken);
            if (answer.ExitCode != 0 || VersionPattern().Match(answer.Output) is not { Success: true } version)
            {
                continue;
            }
            var found = int.Parse(version.Groups["major"].Value, CultureInfo.InvariantCulture);
            if (major is { } wanted ? found == wanted : found >= OldestMajor)
            {
                return new PostgresBinaries(folder, found);
            }
            seen.Add(found);
        }
        throw new EmbeddedPostgresException(NotFound(major, seen));
    }

    private static string NotFound(int? major, SortedSet<int> seen)
    {
        var here = seen.Count == 0 ? "none is installed" : $"only version {string.Join(", ", seen)} is";
        return major is { } wanted
            ? $"The database of this data folder was made by PostgreSQL {wanted}, but {here} here. Install PostgreSQL {wanted} (apt-get install postgresql-{wanted}), or move to the new version with pg_upgrade."
            : $"The portal needs PostgreSQL {OldestMajor} or newer, but {here} here. Install it (apt-get install postgresql), or configure ConnectionStrings:Portal.";
    }

    private static IEnumerable<string> Candidates(string dataFolder)
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            // A link such as /usr/local/bin/postgres: PostgreSQL's other files are beside its target.
            var postgres = new FileInfo(Path.Combine(folder, "postgres"));
            if (postgres.Exists && postgres.ResolveLinkTarget(returnFinalTarget: true) is { } target)
            {
                yield return Path.GetDirectoryName(target.FullName)!;
            }
            yield return Path.GetFullPath(folder);
        }
        foreach (var folder in Installed())
        {
            yield return folder;
        }
        yield return Path.Combine(dataFolder, "postgres-binaries", "bin");
        yield return Path.Combine(ClusterHome.SharedRoot, "postgres-binaries", "bin");
        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            yield return Path.Combine(above.FullName, ".tools", "postgres-binaries", "bin");
        }
    }

    private static IEnumerable<string> Installed() =>
        from root in (string[])["/usr/lib/postgresql", "/usr/local/lib/postgresql"]
        where Directory.Exists(root)
        from version in new DirectoryInfo(root).EnumerateDirectories()
        orderby int.TryParse(version.Name, CultureInfo.InvariantCulture, out var number) ? number : 0 descending
        select Path.Combine(version.FullName, "bin");

    private static bool IsComplete(string folder) =>
        File.Exists(Path.Combine(folder, "postgres"))
        && File.Exists(Path.Combine(folder, "initdb"))
        && File.Exists(Path.Combine(folder, "pg_ctl"));

    [GeneratedRegex(@"\(PostgreSQL\) (?<major>\d+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex VersionPattern();
}
