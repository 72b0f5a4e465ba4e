using Portal.CommandLine.Doctor;
using Portal.Domain.Storage;
using Portal.Jobs.Housekeeping;
using Portal.Jobs.Runs;

namespace Portal.Shell.Hosting;

/// <summary>What the portal's own settings and neighbours are, for <c>portal doctor</c>; slices add theirs.</summary>
internal static class DoctorServices
{
    public static void AddDoctor(this IServiceCollection services, IConfiguration configuration)
    {
        var (runs, retention) = (new RunOptions(), new RetentionOptions());
        foreach (var setting in new DoctorSetting[]
        {
            new("ConnectionStrings:Portal", "the portal's own PostgreSQL in its data folder"),
            new("Database:MigrateAtStart", "true"),
            new("Database:MaxConnections", "60"),
            new("Storage:Path", "files in the data folder"),
            new("Storage:S3:Bucket"),
            new("Storage:S3:Prefix"),
            new("Storage:S3:ServiceUrl"),
            new("Storage:S3:Region"),
            new("Storage:S3:AccessKey", Secret: true),
            new("Storage:S3:SecretKey", Secret: true),
            new("Storage:S3:ForcePathStyle", "false"),
            new("Runs:Parallel", $"{runs.Parallel}"),
            new("Runs:Lease", $"{runs.Lease}"),
            new("Runs:Heartbeat", $"{runs.Heartbeat}"),
            new("Runs:OutsideTimeout", $"{runs.OutsideTimeout}"),
            new("Runs:Sweep", $"{runs.Sweep}"),
            new("Runs:IdleWait", $"{runs.IdleWait}"),
            new("Runs:ListenerPing", $"{runs.ListenerPing}"),
            new("Runs:IntentSweep", $"{runs.IntentSweep}"),
            new("Rates:data-service:PerSecond", "no limit"),
            new("Rates:data-service:Burst"),
            new("Node:Name", Environment.MachineName),
            new("Retention:RunDays", "0 (for ever)"),
            new("Retention:EventDays", $"{retention.EventDays}"),
            new("Retention:ArtifactDays", "0 (for ever)"),
            new("Retention:ScheduleDays", $"{retention.ScheduleDays}"),
            new("Retention:ReplyDays", $"{retention.ReplyDays}"),
            new("Urls", "http://localhost:5000"),
        })
        {
            services.AddSingleton(setting);
        }

        services.AddSingleton<IDoctorProbe>(new DatabaseProbe(_ => Task.FromResult(configuration[DatabaseServices.ConnectionKey])));
        services.AddSingleton<IDoctorProbe, FileStoreProbe>();
    }

    private sealed class FileStoreProbe(IServiceProvider services) : IDoctorProbe
    {
        public string Name => "File store";

        public async Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken)
        {
            await services.GetRequiredService<IFileStore>().ProveAsync(cancellationToken);
            return ProbeResult.Works("A file was written, read and removed.");
        }
    }
}
