namespace Portal.Domain.GenomeCatalogues;

/// <summary>A problem a scan found, as stored for its report.</summary>
public sealed class CatalogueProblem
{
    public Guid RunId { get; init; }
    public int Position { get; init; }
    public string Code { get; init; } = "";
    public bool IsError { get; init; }
    public string Genome { get; init; } = "";
    public string Path { get; init; } = "";
    public string Message { get; init; } = "";
}
