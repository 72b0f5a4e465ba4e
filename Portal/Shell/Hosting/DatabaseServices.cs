using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Domain.Storage;

namespace Portal.Shell.Hosting;

internal static class DatabaseServices
{
    public const string ConnectionKey = "ConnectionStrings:Portal";

    public static IServiceCollection AddPortalDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DatabaseOptions>().Bind(configuration.GetSection(DatabaseOptions.Section))
            .Validate(o => o.MaxConnections >= 10, "Database:MaxConnections must be at least 10.").ValidateOnStart();
        services.AddSingleton(s => NpgsqlDataSource.Create(ConnectionString(configuration)));
        services.AddDbContextFactory<PortalDbContext>((s, options) => options.UsePortal(s.GetRequiredService<NpgsqlDataSource>()));
        return services;
    }

    private static string ConnectionString(IConfiguration configuration)
    {
        var text = configuration[ConnectionKey];
        try
        {
            var options = configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
            return new NpgsqlConnectionStringBuilder(text) { MaxPoolSize = options.MaxConnections, ApplicationName = "portal", KeepAlive = 30, MaxAutoPrepare = 100, AutoPrepareMinUsages = 3 }.ConnectionString;
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"{ConnectionKey} is not a PostgreSQL connection string: {e.Message}", e);
        }
    }
}
