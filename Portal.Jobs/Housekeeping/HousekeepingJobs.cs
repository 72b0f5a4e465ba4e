using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Jobs.Schedules;

namespace Portal.Jobs.Housekeeping;

/// <summary>Registers the removal of what is old. A slice adds what grows old in it as another <see cref="IRetentionRule"/>.</summary>
public static class HousekeepingJobs
{
    public static IServiceCollection AddHousekeeping(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RetentionOptions>().Bind(configuration.GetSection(RetentionOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Batches>();
        services.AddSingleton<OldRuns>();
        services.AddTransient<IRetentionRule, OldEvents>();
        services.AddTransient<IRetentionRule, OldArtifacts>();
        services.AddTransient<IRetentionRule, WholeRuns>();
        services.AddTransient<IRetentionRule, OldScheduleRuns>();
        services.AddTransient<IRetentionRule, OldReplies>();
        services.AddTransient<IRetentionRule, OldOutsideEvents>();
        return services.AddSchedule<Retention>("retention", "Retention", "0 30 3 * * ?",
            "Removes what has outlived the days Retention:* gives it: log lines, artifacts, runs, kept answers. Nothing that is referred to, and never the audit log.");
    }
}
