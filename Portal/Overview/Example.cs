namespace Portal.Overview;

/// <summary>A file to try in a demonstration, from configuration: <c>Demo:Examples:0:Title</c>.</summary>
public sealed class Example
{
    public string Title { get; set; } = "";
    public string Url { get; set; } = "";
    public string? StudyId { get; set; }
}
