using Microsoft.AspNetCore.WebUtilities;
using Portal.Domain.Runs;

namespace Portal.Runs;

/// <summary>Addresses of a run's page, relative to the portal.</summary>
public static class RunLinks
{
    public static EventFilter Filter(int? attempt, string? step, string? level, string? find) =>
        new(attempt, step, Enum.TryParse<EventLevel>(level, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : EventLevel.Info, find);

    public static string Log(string run, int? attempt, string? step, string? level, string? find) => QueryHelpers.AddQueryString($"runs/{run}", new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["attempt"] = attempt?.ToString(),
        ["step"] = step,
        ["level"] = level is null or "info" ? null : level,
        ["find"] = string.IsNullOrEmpty(find) ? null : find,
    }.Where(v => v.Value is not null)) + "#log";
}
