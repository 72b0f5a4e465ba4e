using System.Diagnostics;
using Npgsql;
using Portal.Domain.Accounts;
using Portal.Runs;

namespace Portal.Bench.Lists;

/// <summary>The list of runs and the figures above it, when there are very many.</summary>
internal static class ListsBench
{
    private const int Runs = 1_000_000;
    private const int PageSize = 50;
    private const int WarmUp = 3;
    private const int Times = 20;
    private const int FewTimes = 5;
    private const double Most = 250;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <param name="connectionString">A database to use again, made by an earlier bench, or an empty one; it is left as it is.</param>
    public static async Task<IReadOnlyList<Figure>> RunAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var portal = await BenchPortal.StartAsync(connectionString, "web", _ => { }, cancellationToken);
        var made = await CountAsync(connectionString, cancellationToken) < Runs ? await MadeUpRuns.MakeAsync(connectionString, Runs, cancellationToken) : (TimeSpan?)null;
        var queries = portal.Get<RunQueries>();
        var (lists, figures, counts) = (new Worst(), new Worst(), new Worst());
        var parts = new List<string>();
        foreach (var (what, filter, grants, cursor) in ListQuestions.Of(Runs))
        {
            var list = await MeasureAsync(() => queries.ListAsync(filter, cursor, PageSize, grants, cancellationToken));
            var strip = await MeasureAsync(() => queries.FiguresAsync(filter, grants, cancellationToken));
            var count = await MeasureAsync(() => queries.CountAsync(filter, grants, exact: false, cancellationToken));
            parts.Add($"{what}: list {list.Median:0} / {list.P95:0}, figures {strip.Median:0} / {strip.P95:0}, count {count.Median:0} / {count.P95:0} ms");
            Console.WriteLine($"  {parts[^1]}");
            lists.Look(what, list);
            figures.Look(what, strip);
            counts.Look(what, count);
        }

        var how = $"{Runs:N0} runs and {MadeUpRuns.EventsOf(Runs):N0} events; {parts.Count} questions, each {Times} times (those that take long {FewTimes} times) after {WarmUp} for warming up, one at a time, through the portal's own queries "
            + $"in its process; the slowest question's p95. Load at the end {Machine.Load()}.";
        return
        [
            lists.Figure("a page of the list of runs, any filter", how, [.. parts.Select(p => p + " (p50 / p95)"), await SizesAsync(connectionString, made, cancellationToken)]),
            figures.Figure("the five figures above it, any filter", how, []),
            counts.Figure("how many there are (up to 10,000), any filter", how, []),
        ];
    }

    private static async Task<Spread> MeasureAsync(Func<Task> ask)
    {
        var spread = new Spread();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < WarmUp + Times && (spread.Count < FewTimes || Stopwatch.GetElapsedTime(started) < Patience); i++)
        {
            var from = Stopwatch.GetTimestamp();
            await ask();
            if (i >= WarmUp)
            {
                spread.Add(from, Stopwatch.GetTimestamp());
            }
        }

        return spread;
    }

    private static async Task<long> CountAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand("SELECT count(*) FROM portal.run");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<string> SizesAsync(string connectionString, TimeSpan? made, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand("""
            SELECT string_agg(format('%s %s + %s', relname, pg_size_pretty(pg_table_size(oid)), pg_size_pretty(pg_indexes_size(oid))), ', ' ORDER BY pg_total_relation_size(oid) DESC)
            FROM pg_class WHERE relnamespace = 'portal'::regnamespace AND relkind = 'r' AND relname LIKE 'run%' AND pg_table_size(oid) > 1000000
            """);
        var sizes = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
        return $"tables + indexes: {sizes}; {(made is { } time ? $"made in {time.TotalMinutes:0.0} min" : "made before")}";
    }

    private sealed class Worst
    {
        private (string What, Spread Spread)? _worst;

        public void Look(string what, Spread spread)
        {
            if (_worst is null || spread.P95 > _worst.Value.Spread.P95)
            {
                _worst = (what, spread);
            }
        }

        public Figure Figure(string what, string how, IReadOnlyList<string> parts) => new()
        {
            What = what,
            Measured = _worst!.Value.Spread.ToString(),
            Goal = new Goal($"p95 < {Most:0} ms", _worst.Value.Spread.P95 < Most),
            How = how,
            Parts = [$"the slowest: {_worst.Value.What}", .. parts],
        };
    }
}
