using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Jobs.ImagingOrders.Tracking;
using Portal.Jobs.ImagingOrders.Watching;
using Portal.Jobs.Schedules;

namespace Portal.Jobs.ImagingOrders;

/// <summary>Registers what imaging orders need to be made, handed over and followed.</summary>
public static class ImagingOrderJobs
{
    public static IServiceCollection AddImagingOrders(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ImagingOrderOptions>().Bind(configuration.GetSection(ImagingOrderOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<GroupFolders>();
        services.AddSingleton<ImageFiles>();
        services.AddSingleton<TrackingDatabase>();
        services.AddSingleton<TrackingTables>();
        services.AddSingleton<ImportRows>();
        services.AddSingleton<OrderWriter>();
        services.AddSingleton<DaemonWatch>();
        services.AddSingleton<OrderPlanning>();
        services.AddSingleton<OrderRetries>();
        services.AddSingleton<OrderDesk>();
        services.AddSingleton<OrderBulk>();
        services.AddSingleton<OrderLine>();
        services.AddSingleton<OrderLogs>();
        services.AddSingleton<ImporterBoard>();
        services.AddSingleton<InPlaceFolders>();
        services.AddSingleton<WatchLook>();
        services.AddSingleton<WatchDesk>();
        services.AddSchedule<LookAtWatchedFolders>("imaging-watch", "Watched folders of images", "0 * * * * ?",
            "Looks into every watched folder and orders what is whole: quiet for as long as was asked, or with its marker beside it. Each file is ordered once.");
        services.AddSingleton<HandOver>();
        services.AddSingleton<OrderFollowing>();
        services.AddHostedService<FollowImports>();
        services.AddHostedService<HandOverOrders>();
        return services;
    }
}
