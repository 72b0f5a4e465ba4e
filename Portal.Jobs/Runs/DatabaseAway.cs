using System.Data.Common;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Portal.Jobs.Runs;

/// <summary>
/// A database that restarts, fails over or cannot be reached for a while is no mistake of a run. What may be written twice is tried
/// until it is back; meanwhile the lease runs out, and the fence of the write decides whose run it is by then.
/// </summary>
internal static partial class DatabaseAway
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>A mistake in a statement does not go away by waiting; a server that is away, full or restarting does.</summary>
    public static bool Is(Exception e) => e switch
    {
        PostgresException postgres => postgres.IsTransient
            || postgres.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.QueryCanceled,
        NpgsqlException => true,
        ObjectDisposedException => e.StackTrace?.Contains("Npgsql.", StringComparison.Ordinal) is true, // a connection that broke in the very moment of its use
        DbException or InvalidOperationException or Microsoft.EntityFrameworkCore.DbUpdateException => e.InnerException is { } inner && Is(inner),
        _ => false,
    };

    /// <param name="work">Harmless to do again, also when it went through unheard.</param>
    public static async Task<T> PatientlyAsync<T>(Func<Task<T>> work, TimeProvider clock, ILogger logger, CancellationToken cancellationToken)
    {
        for (var pause = TimeSpan.FromMilliseconds(50); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await work();
            }
            catch (Exception e) when (Is(e) && !cancellationToken.IsCancellationRequested)
            {
                LogAway(logger, e);
                await Task.Delay(pause, clock, cancellationToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not take what runs want stored; trying again")]
    private static partial void LogAway(ILogger logger, Exception exception);
}
