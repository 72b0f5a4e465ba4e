using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Runs;
using Portal.Jobs.Extensions;
using Portal.Jobs.ImagingOrders;
using Portal.Jobs.Runs;
using Portal.Sandbox.Imaging;

namespace Portal.Sandbox.Workflows;

/// <summary>What the outside world brings into a portal that is told to load it: a workflow that can do everything a run can.</summary>
public sealed class SandboxExtension : IPortalExtension
{
    public void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(s => new LedgerClient(configuration[LedgerClient.AddressKey], s.GetRequiredService<NodeIdentity>()));
        services.AddSingleton<IIntentKind, LedgerIntents>();
        services.AddTransient<CountThings>();
        services.AddTransient<WaitAWhile>();
        services.AddTransient<AskSomebody>();
        services.AddTransient<WaitForOutside>();
        services.AddTransient<StartOthers>();
        services.AddTransient<MakeEntries>();
        if (string.IsNullOrEmpty(configuration[ImagingOrderOptions.TrackingDatabaseKey]) && configuration.GetConnectionString("Portal") is { Length: > 0 } portal)
        {
            services.PostConfigure<ImagingOrderOptions>(o => o.TrackingDatabase = ImporterService.AddressOf(portal));
            services.AddHostedService<ImporterService>();
        }

        services.AddWorkflow<DemoWorkflow>(DemoWorkflow.WorkflowName, maxRunning: 100);
    }
}
