using System.Reflection;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>The program a worker is: the portal's own, with the verb <c>worker</c>.</summary>
internal static class PortalProgram
{
    public static string Path { get; } = Assembly.GetEntryAssembly() is { } entry && entry.GetName().Name == "Portal" ? entry.Location : System.IO.Path.Combine(AppContext.BaseDirectory, "Portal.dll");
}
