using Portal.Domain.TaxonFetches;

namespace Portal.TaxonFetches;

/// <summary>A worker whose data are ready, as a collector is told.</summary>
public sealed record ReadyWorker(Guid WorkerId, string Name, string Farm, long TaxId, string ScientificName, string? Address, DateTimeOffset? ReadyAt, long Bytes, string? Doubt, IReadOnlyList<ReadyRun> Runs);

public sealed record ReadyRun(string Run, IReadOnlyList<ReadyFile> Files);

/// <param name="Path">Below the worker's address.</param>
public sealed record ReadyFile(string Name, string Path, long? Bytes, string Md5);

/// <summary>What a collector says it has of a worker.</summary>
public sealed record CollectedReport(IReadOnlyList<CollectedRun>? Runs);

public sealed record CollectedRun(string? Run, IReadOnlyList<CollectedFile>? Files);

public sealed record CollectedFile(string? Name, long Bytes, string? Md5);

/// <summary>How a worker stands after a report.</summary>
/// <param name="Left">Runs nobody has collected yet.</param>
public sealed record CollectionState(Guid WorkerId, WorkerState State, int Collected, int Left);

/// <summary>One worker in the queue of what waits to be collected.</summary>
/// <param name="NeedsAttention">Why nothing is done for its taxon until somebody has looked.</param>
public sealed record QueuedCollection(WorkerView Worker, DateTimeOffset? ReadyAt, string? NeedsAttention);
