namespace Portal.Overview;

/// <summary>A results folder to try in a demonstration: <c>Demo:Catalogues:0:Title</c>.</summary>
public sealed class CatalogueExample
{
    public string Title { get; set; } = "";
    public string Description { get; set; } = "";

    /// <summary>Below the folder of results.</summary>
    public string Folder { get; set; } = "";
}

/// <summary>A file to try in a demonstration, from configuration: <c>Demo:Examples:0:Title</c>.</summary>
public sealed class Example
{
    public string Title { get; set; } = "";
    public string Url { get; set; } = "";
    public string? StudyId { get; set; }
}
