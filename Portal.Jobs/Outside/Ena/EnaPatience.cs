namespace Portal.Jobs.Outside.Ena;

/// <summary>How patiently ENA is asked, and where.</summary>
/// <param name="PortalUrl">Of the portal API; null: not configured.</param>
/// <param name="CallTimeout">Until the first byte, and between any two.</param>
/// <param name="Parallel">Most requests under way at once.</param>
/// <param name="Admitted">Returns when the rate all nodes share lets one more call through.</param>
public sealed record EnaPatience(Uri? PortalUrl, Uri? TaxonomyUrl, TimeSpan CallTimeout, int Retries, TimeSpan RetryDelay, int Parallel, string PortalUrlKey, string TaxonomyUrlKey, Func<CancellationToken, Task> Admitted);
