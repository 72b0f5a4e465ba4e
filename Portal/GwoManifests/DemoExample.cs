namespace Portal.GwoManifests;

/// <summary>A manifest to try, from configuration: <c>Demo:Examples:0:Title</c>. Only a demonstration has them.</summary>
public sealed record DemoExample(string Title, string? Description, string StudyId, string Url)
{
    public static IReadOnlyList<DemoExample> Read(IConfiguration configuration) =>
    [
        .. configuration.GetSection("Demo:Examples").GetChildren()
            .Where(e => e["Title"] is not null && Uri.TryCreate(e["Url"], UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            .Select(e => new DemoExample(e["Title"]!, e["Description"], e["StudyId"] ?? "", e["Url"]!)),
    ];
}
