using Npgsql;

namespace Portal.CommandLine.Doctor;

/// <summary>Is the database there, and are the portal's and the scheduler's schemas in it?</summary>
/// <param name="findAddress">The connection string; null when none is configured and no portal keeps an embedded database running.</param>
public sealed class DatabaseProbe(Func<CancellationToken, Task<string?>> findAddress) : IDoctorProbe
{
    private const string Question =
        "SELECT current_setting('server_version'), current_database(), to_regnamespace('portal') IS NOT NULL, to_regnamespace('quartz') IS NOT NULL";

    public string Name => "Database";

    public async Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken)
    {
        if (await findAddress(cancellationToken) is not { } address)
        {
            return ProbeResult.NotConfigured("ConnectionStrings:Portal is not set, and the portal's own PostgreSQL does not run now; it starts with the portal.");
        }
        try
        {
            await using var source = NpgsqlDataSource.Create(address);
            await using var command = source.CreateCommand(Question);
            await using var answer = await command.ExecuteReaderAsync(cancellationToken);
            await answer.ReadAsync(cancellationToken);
            var found = $"PostgreSQL {answer.GetString(0)}, database {answer.GetString(1)}";
            return (answer.GetBoolean(2), answer.GetBoolean(3)) switch
            {
                (true, true) => ProbeResult.Works($"{found}, with the portal's and the scheduler's tables."),
                (false, _) => ProbeResult.Fails($"{found}, but the schema portal is missing. Run portal migrate, or start a node with Database:MigrateAtStart=true."),
                (_, false) => ProbeResult.Fails($"{found}, but the schema quartz is missing, without which nothing is scheduled. Run portal migrate."),
            };
        }
        catch (Exception refused) when (refused is NpgsqlException or ArgumentException)
        {
            return ProbeResult.Fails($"{refused.Message} Check ConnectionStrings:Portal.");
        }
    }
}
