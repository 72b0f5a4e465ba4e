using System.Globalization;
using Portal.Domain.Runs;

namespace Portal.Runs;

/// <summary>Paging by key: where the page before ended, and how to go on from there.</summary>
internal sealed record RunOrder(RunSort Sort, DateTimeOffset Now, long? Number, TimeSpan Took)
{
    /// <summary>A cursor of <see cref="RunSort.Longest"/> carries the moment the first page was read, because running runs grow.</summary>
    public static RunOrder Of(RunSort sort, string? cursor, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return new(sort, now, null, default);
        }

        var parts = cursor.Split('.');
        if (parts.Length != (sort == RunSort.Longest ? 3 : 1) || !parts.All(p => long.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            throw new ArgumentException($"The cursor “{cursor}” is not one this list gave out. Start again without it.", nameof(cursor));
        }

        var numbers = parts.Select(p => long.Parse(p, CultureInfo.InvariantCulture)).ToList();
        return sort == RunSort.Longest
            ? new(sort, DateTimeOffset.UnixEpoch.AddTicks(numbers[2]), numbers[0], TimeSpan.FromTicks(numbers[1]))
            : new(sort, now, numbers[0], default);
    }

    public IQueryable<Run> Apply(IQueryable<Run> runs) => Sort switch
    {
        RunSort.Newest => (Number is { } n ? runs.Where(r => r.Number < n) : runs).OrderByDescending(r => r.Number),
        RunSort.Oldest => (Number is { } n ? runs.Where(r => r.Number > n) : runs).OrderBy(r => r.Number),
        RunSort.Longest => Longest(runs.Where(r => r.StartedAt != null)),
        _ => throw new InvalidOperationException($"No order for {Sort}."),
    };

    public string After(RunRow last) => Sort == RunSort.Longest
        ? string.Create(CultureInfo.InvariantCulture, $"{last.Number}.{Math.Max(0, last.Took(Now)!.Value.Ticks)}.{(Now - DateTimeOffset.UnixEpoch).Ticks}")
        : last.Number.ToString(CultureInfo.InvariantCulture);

    private IQueryable<Run> Longest(IQueryable<Run> runs)
    {
        if (Number is { } n)
        {
            runs = runs.Where(r => (r.EndedAt ?? Now) - r.StartedAt!.Value < Took || ((r.EndedAt ?? Now) - r.StartedAt!.Value == Took && r.Number < n));
        }

        return runs.OrderByDescending(r => (r.EndedAt ?? Now) - r.StartedAt!.Value).ThenByDescending(r => r.Number);
    }
}
