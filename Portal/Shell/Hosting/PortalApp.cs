using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.HttpOverrides;
using Portal.Administration.Nodes;
using Portal.Administration;
using Portal.GenomeCatalogues;
using Portal.GwoManifests;
using Portal.ImagingOrders;
using Portal.Jobs.GenomeCatalogues;
using Portal.Jobs.GwoManifests;
using Portal.Jobs.Housekeeping;
using Portal.Jobs.ImagingOrders;
using Portal.Jobs.Runs;
using Portal.Jobs.Schedules;
using Portal.Jobs.Storage;
using Portal.Jobs.TaxonFetches;
using Portal.Runs;
using Portal.Schedules;
using Portal.Shell.Accounts;
using Portal.Shell.Extensions;
using Portal.Shell.Idempotency;
using Portal.Shell.Telemetry;
using Portal.Shell.Limits;
using Portal.Shell.SignIn;
using Portal.TaxonFetches;

namespace Portal.Shell.Hosting;

/// <summary>The table of contents: what the portal consists of, and how a request travels through it. Tests start it too.</summary>
public static class PortalApp
{
    public static void AddPortal(this WebApplicationBuilder builder, NodeIdentity node)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        services.AddPortalDatabase(configuration);
        services.AddFileStore(configuration);
        services.AddTelemetry(configuration);
        services.AddRuns(configuration, node);
        services.AddSchedules(configuration);
        services.AddHousekeeping(configuration);
        services.AddGwoManifests(configuration);
        services.AddGenomeCatalogues(configuration);
        services.AddTaxonFetches(configuration);
        services.AddImagingOrders(configuration);
        services.AddAccounts();
        services.AddProviderSignIn(configuration);
        services.AddAdministration();
        services.AddLimits(configuration);
        services.AddScoped<Caller>();
        services.AddScoped<Attempts>();
        services.AddRunPages();
        services.AddPages();
        services.AddSchedulePages();
        services.AddNodePages();
        services.AddGwoManifestPages();
        services.AddGenomeCataloguePages();
        services.AddTaxonFetchPages();
        services.AddImagingOrderServices();
        services.AddExtensions(configuration);

        services.AddExceptionHandler<Problems>();
        services.AddProblemDetails();
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true); // so that Problems has the word
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.Converters.Add(new JsonStringEnumConverter()));
        services.AddSignalR().AddJsonProtocol(o => o.PayloadSerializerOptions.Converters.Add(new JsonStringEnumConverter()));
        services.AddOpenApiDocument();
        services.AddSingleton<ReplyStore>();
        services.AddTransient<IdempotencyKeys>();
        services.AddHealth();
        services.AddDoctor(configuration);
        services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);
        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(20));
    }

    public static void UsePortal(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseSecurityHeaders();
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/error", AllowStatusCode404Response = true });
        app.UseStatusCodePagesWithReExecute("/not-found", "", createScopeForStatusCodePages: true);
        app.Use(KeepStatusOfPosts);
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseMiddleware<IdempotencyKeys>();
        app.Use(UnreadValues.TellAsync);

        app.MapStaticAssets().AllowAnonymous();
        app.MapOpenApiDocument();
        app.MapHealth();
        app.MapMetrics();
        app.MapRuns();
        app.MapSchedules();
        app.MapNodes();
        app.MapGwoManifests();
        app.MapGenomeCatalogues();
        app.MapTaxa();
        app.MapWorkers();
        app.MapCollections();
        app.MapAssemblies();
        app.MapImagingOrders();
        app.MapOrderTables();
        app.MapImagingWatches();
        app.MapImporter();
        app.MapAdministration();
        app.MapPages();

        // What runs by itself is made now: a wrong setting is told before the host counts as starting, which one that cannot be made would break.
        _ = app.Services.GetServices<IHostedService>().ToList();
    }

    // Only what somebody looks at is answered with a page; a refused post keeps its own status.
    private static Task KeepStatusOfPosts(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
        {
            pages.Enabled = false;
        }

        return next(context);
    }
}
