using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Jobs.Runs;
using Quartz;

namespace Portal.Jobs.Schedules;

/// <summary>Registers recurring work: one trigger for all nodes, its clock in UTC.</summary>
public static class ScheduleJobs
{
    internal const string Group = "schedules";

    public static IServiceCollection AddSchedules(this IServiceCollection services, IConfiguration configuration)
    {
        var runs = configuration.GetSection(RunOptions.Section).Get<RunOptions>() ?? new RunOptions();
        services.AddSingleton<ScheduleCatalogue>();
        services.AddSingleton<ScheduleJournal>();
        services.AddSingleton<ScheduleDesk>();
        services.AddSingleton(new ScheduleSheet("sweep-runs", "Queue sweep",
            "Wakes the workers for runs whose wake-up went missing, and says of every queued run what it waits for.", Cron: null, runs.Sweep));
        return services;
    }

    /// <param name="name">Stable, as in the URL.</param>
    /// <param name="title">What people read.</param>
    /// <param name="cron">Quartz's cron with seconds, in UTC.</param>
    /// <param name="description">What it does, in a sentence.</param>
    public static IServiceCollection AddSchedule<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TWork>(
        this IServiceCollection services, string name, string title, string cron, string description) where TWork : class, IScheduledWork
    {
        services.AddKeyedTransient<IScheduledWork, TWork>(name);
        services.AddSingleton(new ScheduleSheet(name, title, description, cron));
        return services.AddQuartz(quartz => quartz.ScheduleJob<RunScheduleJob>(
            trigger => trigger.WithIdentity(name, Group).WithCronSchedule(cron, c => c.InTimeZone(TimeZoneInfo.Utc)),
            job => job.WithIdentity(name, Group).StoreDurably()));
    }
}
