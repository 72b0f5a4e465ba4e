using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Portal.Jobs.Runs;

/// <summary>One system's entry in section <c>Rates</c>, e.g. <c>Rates:data-service:PerSecond</c>.</summary>
public sealed class RateOptions
{
    [Range(0.01, 100_000, ErrorMessage = "Rates:…:PerSecond must be between 0.01 and 100,000.")]
    public double PerSecond { get; set; }

    /// <summary>How many may come at once after a quiet time; as many as a second gives when not set.</summary>
    public double? Burst { get; set; }
}

/// <summary>
/// How often outside systems may be called, over all nodes: a token bucket in the database, taken per call. What is not there yet is
/// promised: the bucket goes below zero, and each caller waits for its own share, in the order they came.
/// </summary>
public sealed class OutsideRates(NpgsqlDataSource database, IConfiguration configuration, TimeProvider clock)
{
    // A promise lost in a crash costs nothing, so nobody waits for the disk.
    private const string Take = """
        INSERT INTO portal.outside_rate AS r (system, per_second, burst, "left", filled_at) VALUES (@system, @per_second, @burst, @burst - 1, @now)
        ON CONFLICT (system) DO UPDATE SET per_second = @per_second, burst = @burst, filled_at = greatest(r.filled_at, @now),
            "left" = least(@burst, r."left" + @per_second * greatest(0, extract(epoch FROM @now - r.filled_at))) - 1
        RETURNING "left"
        """;

    /// <summary>Returns when the call may be made; at once where no rate is configured for the system.</summary>
    public async Task TakeAsync(string system, CancellationToken cancellationToken)
    {
        if (configuration.GetSection($"Rates:{system}").Get<RateOptions>() is not { PerSecond: > 0 } rate)
        {
            return;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var relaxed = new NpgsqlCommand("SET LOCAL synchronous_commit TO off", connection, transaction);
        await relaxed.ExecuteNonQueryAsync(cancellationToken);
        await using var take = new NpgsqlCommand(Take, connection, transaction);
        take.Parameters.AddWithValue("system", system);
        take.Parameters.AddWithValue("per_second", rate.PerSecond);
        take.Parameters.AddWithValue("burst", rate.Burst ?? Math.Max(1, rate.PerSecond));
        take.Parameters.AddWithValue("now", clock.GetUtcNow());
        var left = (double)(await take.ExecuteScalarAsync(cancellationToken))!;
        await transaction.CommitAsync(cancellationToken);
        if (left < 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(-left / rate.PerSecond), clock, cancellationToken);
        }
    }

    /// <summary>The system asked for a pause: no node calls it before that is over. Without a configured rate there is nothing to hold.</summary>
    public async Task HoldAsync(string system, TimeSpan pause, CancellationToken cancellationToken)
    {
        await using var hold = database.CreateCommand("""UPDATE portal.outside_rate SET "left" = least("left", -@seconds * per_second), filled_at = greatest(filled_at, @now) WHERE system = @system""");
        hold.Parameters.AddWithValue("system", system);
        hold.Parameters.AddWithValue("seconds", pause.TotalSeconds);
        hold.Parameters.AddWithValue("now", clock.GetUtcNow());
        await hold.ExecuteNonQueryAsync(cancellationToken);
    }
}
