namespace Portal.Jobs.ImagingOrders.Watching;

/// <summary>What came of a look.</summary>
/// <param name="Orders">How many were made.</param>
/// <param name="Problem">What kept it from being whole, in words.</param>
public sealed record WatchLooked(int Seen, int Orders, string? Problem);
