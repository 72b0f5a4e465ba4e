using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Runs;

namespace Portal.Runs;

/// <summary>Paging by key: where the page before ended, and how to go on from there.</summary>
internal sealed record RunOrder(RunSort Sort, DateTimeOffset Now, long? Number, TimeSpan Took)
{
    private const string Column = "Took"; // computed by the database, not of the entity

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

    /// <summary>What to read in order, each for itself, and put together with <see cref="Together"/>.</summary>
    public IReadOnlyList<IQueryable<Run>> Parts(IQueryable<Run> runs) => Sort switch
    {
        RunSort.Newest => [(Number is { } n ? runs.Where(r => r.Number < n) : runs).OrderByDescending(r => r.Number)],
        RunSort.Oldest => [(Number is { } n ? runs.Where(r => r.Number > n) : runs).OrderBy(r => r.Number)],
        RunSort.Longest => [Ended(runs), Open(runs)],
        _ => throw new InvalidOperationException($"No order for {Sort}."),
    };

    public List<RunRow> Together(IReadOnlyList<List<RunRow>> parts) => parts is [var one]
        ? one
        : [.. parts.SelectMany(p => p).OrderByDescending(r => r.Took(Now)).ThenByDescending(r => r.Number)];

    public string After(RunRow last) => Sort == RunSort.Longest
        ? string.Create(CultureInfo.InvariantCulture, $"{last.Number}.{Math.Max(0, last.Took(Now)!.Value.Ticks)}.{(Now - DateTimeOffset.UnixEpoch).Ticks}")
        : last.Number.ToString(CultureInfo.InvariantCulture);

    // How long they took does not change any more, so the database keeps them sorted.
    private IQueryable<Run> Ended(IQueryable<Run> runs)
    {
        runs = Number is { } n
            ? runs.Where(r => EF.Property<TimeSpan?>(r, Column) <= Took && (EF.Property<TimeSpan?>(r, Column) < Took || r.Number < n))
            : runs.Where(r => EF.Property<TimeSpan?>(r, Column) != null);
        return runs.OrderByDescending(r => EF.Property<TimeSpan?>(r, Column)).ThenByDescending(r => r.Number);
    }

    // These grow older with every look; there are never many.
    private IQueryable<Run> Open(IQueryable<Run> runs)
    {
        runs = runs.Where(r => (r.State == RunState.Running || r.State == RunState.Waiting) && r.StartedAt != null);
        if (Number is { } n)
        {
            runs = runs.Where(r => Now - r.StartedAt!.Value < Took || (Now - r.StartedAt!.Value == Took && r.Number < n));
        }

        return runs.OrderBy(r => r.StartedAt).ThenByDescending(r => r.Number);
    }
}
