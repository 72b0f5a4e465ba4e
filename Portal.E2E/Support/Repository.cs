namespace Portal.E2E.Support;

/// <summary>The checkout the tests run from, and what was built in it.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Traces, screenshots and logs; never part of the checkout.</summary>
    public static string Results { get; } = Path.Combine(Root, "TestResults", "E2E");

    // bin/<configuration>/<framework>: what runs is what was built together with the tests.
    private static DirectoryInfo Framework { get; } = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    public static string Built(string project) => Path.Combine(Root, project, "bin", Framework.Parent!.Name, Framework.Name, project + ".dll");

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Portal.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run from inside the checkout; Portal.sln was not found above them.");
    }
}
