namespace Portal.Runs;

/// <summary>The services behind the pages and the API of runs.</summary>
internal static class RunPages
{
    public static IServiceCollection AddRunPages(this IServiceCollection services)
    {
        services.AddSingleton<RunQueries>();
        services.AddSingleton<RunEventQueries>();
        services.AddSingleton<RunTails>();
        services.AddSingleton<BatchQueries>();
        services.AddSingleton<RunBulk>();
        services.AddSingleton<WorkflowLooks>();
        services.AddSingleton<OutsideTelling>();
        services.AddScoped<BulkDoors>();
        services.AddScoped<RunDialogs>();
        return services.AddScoped<RunBulkDialogs>();
    }
}
