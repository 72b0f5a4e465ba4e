using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

/// <summary>Recordings of ENA and what follows from them, beside the checkout; tests that need them are skipped elsewhere.</summary>
internal static class EnaFixtures
{
    private static readonly string Root = Environment.GetEnvironmentVariable("PORTAL_ENA") ?? Path.GetFullPath(Repository.Path("../shared/fixtures/ena"));

    public static string At(string relative)
    {
        var path = Path.Combine(Root, relative);
        Assert.SkipUnless(File.Exists(path), $"The recordings are not at {Root}; PORTAL_ENA names another place.");
        return path;
    }

    /// <summary>Rows of a tab-separated table, by column; quotation marks are letters.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Table(string relative)
    {
        var lines = File.ReadAllLines(At(relative));
        var names = lines[0].Split('\t');
        return [.. lines.Skip(1).Select(l => l.Split('\t')).Select(c => names.Select((n, i) => (n, c: i < c.Length ? c[i] : "")).ToDictionary(p => p.n, p => p.c, StringComparer.Ordinal))];
    }
}
