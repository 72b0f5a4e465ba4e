using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Domain;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Monitor;

namespace Portal.ImagingOrders;

/// <summary>A filter of orders as the query part of an address, and as programs name it.</summary>
public static partial class OrderListPlace
{
    private const int LongestMoment = 64;
    private static readonly string[] Names = ["group", "state", "user", "container", "format", "q", "from", "until", "dates", "watch"];

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
        ["dates"] = filter.Outside ? "exclude" : null,
        ["watch"] = filter.Watch?.ToString(),
    }.Where(v => !string.IsNullOrEmpty(v.Value)));

    /// <summary>Of an address somebody may have edited: what is no filter is none, and the first thing that is wrong is told.</summary>
    public static (OrderFilter Filter, string? Wrong) Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query).Where(v => Names.Contains(v.Key)).ToDictionary(v => v.Key, v => v.Value.ToString(), StringComparer.Ordinal);
        string? wrong = null;
        while (true)
        {
            try
            {
                return (Read(values), wrong);
            }
            catch (RuleException problem)
            {
                wrong ??= problem.Message;
                foreach (var name in problem.Rule == "dates" ? ["from", "until", "dates"] : new[] { problem.Rule })
                {
                    values.Remove(name);
                }
            }
        }
    }

    /// <summary>The same, of a program, which is told what is none.</summary>
    /// <exception cref="RuleException">A value, or a name, is none; the rule is the name.</exception>
    public static OrderFilter Read(IReadOnlyDictionary<string, string> values)
    {
        if (values.Keys.FirstOrDefault(k => !Names.Contains(k)) is { } odd)
        {
            throw new RuleException("filter", $"“{odd}” is no filter of orders. There are {string.Join(", ", Names[..^1])} and {Names[^1]}.", 400);
        }

        var (from, until, outside) = Dates(values);
        return new(One(values, "group"), Required(values, "state", State, $"is no state of an order. It is one of {string.Join(", ", Enum.GetNames<OrderState>())}."), One(values, "user"), One(values, "container"),
            One(values, "format"), One(values, "q"), from, until, Required(values, "watch", t => Guid.TryParse(t, out var id) ? id : (Guid?)null, "is no id of a watched folder."), outside);
    }

    private static (DateTimeOffset? From, DateTimeOffset? Until, bool Outside) Dates(IReadOnlyDictionary<string, string> values)
    {
        var (first, last, mode) = (One(values, "from"), One(values, "until"), One(values, "dates"));
        if (mode is not (null or "include" or "exclude"))
        {
            throw new RuleException("dates", $"“{mode}” says nothing about dates. It is include or exclude.", 400);
        }

        if ((first is null) != (last is null))
        {
            throw new RuleException("dates", $"Only “{(first is null ? "until" : "from")}” is given. Orders are found between two moments: say from and until, or neither.", 400);
        }

        if (first is null || last is null)
        {
            return default;
        }

        var (from, until) = (Moment(first), Moment(last));
        return from < until ? (from, until, mode == "exclude") : throw new RuleException("dates", $"“{first}” is not before “{last}”. Swap them, or choose a later end.", 400);
    }

    private static DateTimeOffset Moment(string text) => text.Length <= LongestMoment && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
        ? Zoned().IsMatch(text) ? at.ToUniversalTime() : throw new RuleException("dates", $"“{text}” says no time zone. Write it with Z or an offset at its end: 2026-11-17T09:00:00Z (in an address, + is written %2B).", 400)
        : throw new RuleException("dates", $"“{(text.Length <= LongestMoment ? text : text[..LongestMoment])}” is no moment. Write it as 2026-11-17T09:00:00Z.", 400);

    private static T? Required<T>(IReadOnlyDictionary<string, string> values, string name, Func<string?, T?> read, string wrong) where T : struct =>
        One(values, name) is not { } text ? null : read(text) ?? throw new RuleException(name, $"“{text}” {wrong}", 400);

    private static string? One(IReadOnlyDictionary<string, string> values, string name) => values.TryGetValue(name, out var value) && value.Trim() is { Length: > 0 } text ? text : null;

    private static OrderState? State(string? text) =>
        Enum.TryParse<OrderState>(text, ignoreCase: true, out var state) && Enum.IsDefined(state) && !char.IsDigit(text![0]) ? state : null;

    private static string? Iso(DateTimeOffset? at) => at?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\d:\d{2}(:\d{2}(\.\d+)?)?\s*([Zz]|[+-]\d{2}(:?\d{2})?)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Zoned();
}
