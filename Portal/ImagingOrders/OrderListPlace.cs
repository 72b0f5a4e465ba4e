using Microsoft.AspNetCore.WebUtilities;
using Portal.Domain;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Monitor;

namespace Portal.ImagingOrders;

/// <summary>A filter of orders as the query part of an address, and as programs name it.</summary>
public static class OrderListPlace
{
    public static string Url(OrderFilter filter) => QueryHelpers.AddQueryString("imaging-orders", new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["state"] = filter.State?.ToString().ToLowerInvariant(),
        ["group"] = filter.Group,
        ["user"] = filter.User,
        ["container"] = filter.Container,
        ["format"] = filter.Format,
        ["q"] = filter.Text,
        ["from"] = Iso(filter.From),
        ["until"] = Iso(filter.Until),
        ["watch"] = filter.Watch?.ToString(),
    }.Where(v => !string.IsNullOrEmpty(v.Value)));

    /// <summary>What is no filter is none.</summary>
    public static OrderFilter Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query).ToDictionary(v => v.Key, v => v.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new(One(values, "group"), State(One(values, "state")), One(values, "user"), One(values, "container"), One(values, "format"), One(values, "q"),
            Moment(One(values, "from")), Moment(One(values, "until")), Guid.TryParse(One(values, "watch"), out var watch) ? watch : null);
    }

    /// <summary>The same, of a program, which is told what is none.</summary>
    /// <exception cref="RuleException">A value, or a name, is none.</exception>
    public static OrderFilter Read(IReadOnlyDictionary<string, string> values)
    {
        if (values.Keys.FirstOrDefault(k => k is not ("group" or "state" or "user" or "container" or "format" or "q" or "from" or "until" or "watch")) is { } odd)
        {
            throw new RuleException("filter", $"“{odd}” is no filter of orders. There are group, state, user, container, format, q, from, until and watch.", 400);
        }

        var filter = new OrderFilter(One(values, "group"), null, One(values, "user"), One(values, "container"), One(values, "format"), One(values, "q"));
        return filter with
        {
            State = Required(values, "state", State, $"is no state of an order. It is one of {string.Join(", ", Enum.GetNames<OrderState>())}."),
            From = Required(values, "from", Moment, "is no moment with its zone, such as 2026-11-17T09:00:00Z."),
            Until = Required(values, "until", Moment, "is no moment with its zone, such as 2026-11-17T09:00:00Z."),
            Watch = Required(values, "watch", t => Guid.TryParse(t, out var id) ? id : (Guid?)null, "is no id of a watched folder."),
        };
    }

    private static T? Required<T>(IReadOnlyDictionary<string, string> values, string name, Func<string?, T?> read, string wrong) where T : struct =>
        One(values, name) is not { } text ? null : read(text) ?? throw new RuleException(name, $"“{text}” {wrong}", 400);

    private static string? One(IReadOnlyDictionary<string, string> values, string name) => values.TryGetValue(name, out var value) && value.Trim() is { Length: > 0 } text ? text : null;

    private static OrderState? State(string? text) =>
        Enum.TryParse<OrderState>(text, ignoreCase: true, out var state) && Enum.IsDefined(state) && !char.IsDigit(text![0]) ? state : null;

    private static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var at) ? at.ToUniversalTime() : null;

    private static string? Iso(DateTimeOffset? at) => at?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
