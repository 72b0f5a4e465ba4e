using System.Globalization;

namespace Portal.Bench;

/// <summary>What the portal tells of itself at <c>/metrics</c>.</summary>
internal sealed class PortalMetrics(Uri portal) : IDisposable
{
    private const string GcHeap = "dotnet_gc_last_collection_heap_size";

    private readonly HttpClient _http = new() { BaseAddress = portal };

    public void Dispose() => _http.Dispose();

    /// <summary>All generations together; null where the portal does not publish it.</summary>
    public async Task<double?> GcHeapMiBAsync(CancellationToken cancellationToken)
    {
        var lines = (await _http.GetStringAsync("metrics", cancellationToken)).Split('\n').Where(l => l.StartsWith(GcHeap, StringComparison.Ordinal)).ToList();
        return lines.Count == 0 ? null : lines.Sum(l => double.Parse(l.Split(' ')[1], CultureInfo.InvariantCulture)) / (1024 * 1024);
    }
}
