using Microsoft.AspNetCore.WebUtilities;

namespace Portal.ImagingOrders;

/// <summary>A step on the way to orders.</summary>
public enum OrderStep
{
    Files,
    Options,
    Create,
}

/// <summary>Where somebody who makes orders is; the query part of the address.</summary>
/// <param name="Draft">Null: nothing is chosen yet.</param>
/// <param name="Path">The folder that is open.</param>
public sealed record OrderPlace(string? Group = null, Guid? Draft = null, OrderStep Step = OrderStep.Files, string? Path = null, string? Search = null, bool Newest = false)
{
    public const string Page = "imaging-orders/new";

    public string Url => QueryHelpers.AddQueryString(Page, new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["group"] = Draft is null ? Group : null,
        ["draft"] = Draft?.ToString(),
        ["step"] = Step == OrderStep.Files ? null : Word(Step),
        ["path"] = Path,
        ["search"] = Search,
        ["newest"] = Newest ? "true" : null,
    }.Where(v => !string.IsNullOrEmpty(v.Value)));

    /// <summary>Another folder; what was searched in this one is forgotten.</summary>
    public OrderPlace Into(string? path) => this with { Path = path, Search = null };

    public static OrderStep StepOf(string? text) => Enum.TryParse<OrderStep>(text, ignoreCase: true, out var step) && Enum.IsDefined(step) && !char.IsDigit(text![0]) ? step : OrderStep.Files;

    /// <summary>The folders on the way to a path, each with its own; a file that is opened is one of them.</summary>
    public static IReadOnlyList<(string Name, string Path)> Way(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return [.. parts.Select((name, i) => (name, string.Join('/', parts.Take(i + 1))))];
    }

    private static string Word(OrderStep step) => step.ToString().ToLowerInvariant();
}
