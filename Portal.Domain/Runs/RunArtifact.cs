namespace Portal.Domain.Runs;

/// <summary>A report, table or log a run leaves behind to download; the bytes are in the file store under <see cref="StorageKey"/>.</summary>
public sealed record RunArtifact
{
    public required Guid Id { get; init; }
    public required Guid RunId { get; init; }
    public required int Attempt { get; init; }
    public required string Step { get; init; }
    public required string Name { get; init; }
    public required string Title { get; init; }
    public required string ContentType { get; init; }
    public required long Bytes { get; init; }
    public required string StorageKey { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
