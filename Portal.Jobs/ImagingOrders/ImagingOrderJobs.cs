using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Domain.Runs;
using Portal.Jobs.Housekeeping;
using Portal.Jobs.ImagingOrders.Configuration;
using Portal.Jobs.ImagingOrders.Drafts;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Jobs.ImagingOrders.Batches;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Jobs.ImagingOrders.Processing;
using Portal.Jobs.ImagingOrders.Templates;
using Portal.Jobs.ImagingOrders.Tracking;
using Portal.Jobs.Outside.Containers;
using Portal.Jobs.Outside.Omero;
using Portal.Jobs.Runs;
using Portal.Jobs.ImagingOrders.Watching;
using Portal.Jobs.Schedules;

namespace Portal.Jobs.ImagingOrders;

/// <summary>Registers what imaging orders need to be made, handed over and followed.</summary>
public static class ImagingOrderJobs
{
    public static IServiceCollection AddImagingOrders(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ImagingOrderOptions>().Bind(configuration.GetSection(ImagingOrderOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IPostConfigureOptions<ImagingOrderOptions>, ImporterDefaults>();
        services.AddSingleton<ImagingConfiguration>();
        services.AddSingleton(s => new OmeroProgram(s.GetRequiredService<IOptions<ImagingOrderOptions>>().Value.Omero));
        services.AddSingleton<OmeroSessions>();
        services.AddSingleton<OmeroClient>();
        services.AddSingleton<GroupFolders>();
        services.AddSingleton<ImportedMarks>();
        services.AddSingleton<MetadataFiles>();
        services.AddSingleton<OrderDrafts>();
        services.AddTransient<IRetentionRule, OldDrafts>();
        services.AddSingleton<FolderSizes>();
        services.AddSingleton<OmeroTree>();
        services.AddSingleton<OrderUsers>();
        services.AddSingleton<Destinations>();
        services.AddSingleton<DestinationCommands>();
        services.AddSingleton<OrderDraftCommands>();
        services.AddSingleton<OrderTemplateCommands>();
        services.AddSingleton<OrderTableCommands>();
        services.AddSingleton<ImageFiles>();
        services.AddSingleton<TrackingDatabase>();
        services.AddSingleton<TrackingTables>();
        services.AddSingleton<ImportRows>();
        services.AddSingleton<OrderWriter>();
        services.AddSingleton<DaemonWatch>();
        services.AddSingleton<OrderPlanning>();
        services.AddSingleton<LeftOrders>();
        services.AddSingleton<OrderRetries>();
        services.AddSingleton<OrderDesk>();
        services.AddSingleton<OrderBulk>();
        services.AddSingleton<OrderLine>();
        services.AddSingleton<OrderLogs>();
        services.AddSingleton<ImporterBoard>();
        services.AddSingleton<InPlaceFolders>();
        services.AddSingleton<OrderReconciliations>();
        services.AddSingleton<OrphanedConversions>();
        services.AddSingleton<WatchRights>();
        services.AddSingleton<WatchLook>();
        services.AddSingleton<WatchDesk>();
        services.AddSchedule<LookAtWatchedFolders>("imaging-watch", "Watched folders of images", "0 * * * * ?",
            "Looks into every watched folder and orders what is whole: quiet for as long as was asked, or with its marker beside it. Each file is ordered once.");
        services.AddSingleton<HandOver>();
        services.AddSingleton<OrderFollowing>();
        services.AddSingleton(s => new ContainerProgram(s.GetRequiredService<IOptions<ImagingOrderOptions>>().Value.Containers, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<StageRows>();
        services.AddSingleton<ProcessingCluster>();
        services.AddSingleton<ProcessedOrders>();
        services.AddSingleton<OrderFiles>();
        services.AddSingleton<OrderStepServices>();
        services.AddSingleton<ImportLook>();
        services.AddSingleton<IIntentKind>(s => s.GetRequiredService<ImportLook>());
        services.AddSingleton<OmeroImporter>();
        services.AddSingleton<ImageAnnotating>();
        services.AddSingleton<LinkRedirect>();
        services.AddSingleton<OrderProcessing>();
        services.AddTransient<BeginOrder>();
        services.AddTransient<ConvertFiles>();
        services.AddTransient<ImportFiles>();
        services.AddTransient<FinishOrder>();
        services.AddWorkflow<ImagingOrderWorkflow>(ImagingOrderWorkflow.WorkflowName, maxRunning: configuration.GetValue($"{ImagingOrderOptions.Section}:{nameof(ImagingOrderOptions.ImporterWorkers)}", 4));
        services.AddHostedService<FollowImports>();
        services.AddHostedService<HandOverOrders>();
        return services;
    }
}
