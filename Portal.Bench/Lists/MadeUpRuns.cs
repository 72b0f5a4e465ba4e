using System.Diagnostics;
using Npgsql;

namespace Portal.Bench.Lists;

/// <summary>Years of a centre's runs, made in the database: mostly succeeded, a few studies and people with most of them.</summary>
internal static class MadeUpRuns
{
    private const int AtOnce = 50_000;
    private const double EventsEach = 20;

    // Every chance follows from the run's number, so that each database made like this is the same.
    private const string Chances = """
        SELECT n, @total - n AS from_end, now() - (@total - n) * interval '25 seconds' AS at,
            (hashint8(n) & 2147483647) / 2147483648.0 AS fate, (hashint8(n * 7 + 1) & 2147483647) / 2147483648.0 AS kind,
            floor(200 * power((hashint8(n * 11 + 2) & 2147483647) / 2147483648.0, 3))::int AS study,
            floor(40 * power((hashint8(n * 13 + 3) & 2147483647) / 2147483648.0, 2))::int AS person,
            (hashint8(n * 17 + 4) & 2147483647) / 2147483648.0 AS pace
        FROM generate_series(@from::bigint, @to::bigint) AS n
        """;

    private static readonly string Runs = $"""
        INSERT INTO portal.run (id, number, workflow, subject_key, subject, subject_url, scope, priority, state, attempt, parameters, created_at, created_by_id, created_by,
            queued_at, started_at, ended_at, lease_until, wait_kind, waiting_for, current_step, failure, outcome, warnings)
        OVERRIDING SYSTEM VALUE
        SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid, n,
            CASE WHEN kind < 0.45 THEN 'gwo-manifest-check' WHEN kind < 0.7 THEN 'gwo-manifest-apply' WHEN kind < 0.9 THEN 'demo' WHEN kind < 0.999 THEN 'imaging-order' ELSE 'taxon-fetch' END,
            'gwo-manifest:' || n / 2, format('SD_%s · gwo_%s_%s.tsv', lpad(study::text, 8, '0'), to_char(at, 'YYYY-MM-DD'), n), 'gwo-manifests/' || n, 'study:SD_' || lpad(study::text, 8, '0'), 0,
            state, 1, jsonb_build_object('manifestId', md5(n::text), 'policy', 'good-rows', 'rows', n % 5000), at, 'person-' || person, 'Person ' || person, at,
            CASE WHEN state <> 'Queued' THEN at + pace * interval '20 seconds' END, CASE WHEN state IN ('Succeeded', 'Failed', 'Cancelled') THEN at + interval '20 seconds' - ln(1 - pace) * interval '5 minutes' END,
            CASE WHEN state = 'Running' THEN now() + interval '1 day' END, CASE WHEN state = 'Waiting' THEN 'Time' END, CASE WHEN state = 'Waiting' THEN 'the folder to be quiet' END,
            CASE WHEN state = 'Queued' THEN NULL WHEN state IN ('Succeeded', 'Cancelled') THEN 'step-4' ELSE 'step-3' END,
            CASE WHEN state = 'Failed' THEN 'The Data Service answered 503 to POST /genomic-files. Retry when it is back.' END, CASE WHEN state = 'Succeeded' THEN n % 5000 || ' rows' END, CASE WHEN pace > 0.9 THEN n % 7 ELSE 0 END
        FROM (SELECT c.*, CASE WHEN from_end < 1500 THEN 'Queued' WHEN from_end < 1516 THEN 'Running' WHEN fate < 0.0004 THEN 'Waiting' WHEN fate < 0.04 THEN 'Failed' WHEN fate < 0.06 THEN 'Cancelled' ELSE 'Succeeded' END AS state
            FROM ({Chances}) AS c) AS r
        """;

    private const string Attempts = """
        INSERT INTO portal.run_attempt (run_id, number, state, queued_at, started_at, ended_at, requested_by, node, failure)
        SELECT id, 1, state, queued_at, started_at, ended_at, created_by, CASE WHEN started_at IS NOT NULL THEN 'node-' || number % 3 END, failure FROM portal.run WHERE number BETWEEN @from AND @to
        """;

    private const string Steps = """
        INSERT INTO portal.run_step (run_id, attempt, position, name, title, state, started_at, ended_at, done, total, unit, outcome)
        SELECT r.id, 1, s, 'step-' || s + 1, 'Step ' || s + 1, CASE WHEN r.state = 'Succeeded' OR (r.state <> 'Queued' AND s < 2) THEN 'Succeeded' WHEN r.state = 'Queued' OR s > 2 THEN 'Pending' ELSE r.state END,
            r.started_at, r.ended_at, r.number % 5000, 5000, 'rows', NULL
        FROM portal.run r CROSS JOIN generate_series(0, 3) AS s WHERE r.number BETWEEN @from AND @to
        """;

    // Eight to thirty-two lines a run, twenty on average.
    private const string Events = """
        INSERT INTO portal.run_event (run_id, seq, at, attempt, step, level, text)
        SELECT r.id, s, r.created_at + s * interval '1 second', 1, CASE WHEN s > 2 THEN 'step-' || 1 + s % 4 END, CASE WHEN s % 50 = 0 THEN 'Error' WHEN s % 12 = 0 THEN 'Warning' ELSE 'Info' END,
            'Row ' || s || ' of ' || r.number % 5000 || ' was compared with what is registered'
        FROM portal.run r CROSS JOIN LATERAL generate_series(1, 8 + abs(hashint8(r.number)) % 25) AS s WHERE r.number BETWEEN @from AND @to
        """;

    private const string Sequences = """
        INSERT INTO portal.run_sequence (run_id, last_seq) SELECT id, 8 + abs(hashint8(number)) % 25 FROM portal.run WHERE number BETWEEN @from AND @to
        """;

    public static double EventsOf(int runs) => runs * EventsEach;

    public static async Task<TimeSpan> MakeAsync(string connectionString, int runs, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        // What refers to what is right by how it is made; nobody waits for the disk.
        await DoAsync(connection, "SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '64MB'", 0, 0, 0, cancellationToken);
        for (var from = 1; from <= runs; from += AtOnce)
        {
            foreach (var sql in new[] { Runs, Attempts, Steps, Events, Sequences })
            {
                await DoAsync(connection, sql, runs, from, Math.Min(runs, from + AtOnce - 1), cancellationToken);
            }

            Console.WriteLine($"  {Math.Min(runs, from + AtOnce - 1):N0} runs after {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
        }

        await DoAsync(connection, "SELECT setval(pg_get_serial_sequence('portal.run', 'number'), @total)", runs, 0, 0, cancellationToken);
        await DoAsync(connection, "VACUUM (ANALYZE) portal.run, portal.run_attempt, portal.run_step, portal.run_event, portal.run_sequence", 0, 0, 0, cancellationToken);
        return Stopwatch.GetElapsedTime(started);
    }

    private static async Task DoAsync(NpgsqlConnection connection, string sql, int total, int from, int to, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        if (sql.Contains('@'))
        {
            command.Parameters.AddWithValue("total", (long)total);
            command.Parameters.AddWithValue("from", (long)from);
            command.Parameters.AddWithValue("to", (long)to);
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
