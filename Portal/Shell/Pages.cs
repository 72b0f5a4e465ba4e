using Portal.Overview;
using Portal.Runs;
using Portal.Shell.SignIn;

namespace Portal.Shell;

/// <summary>What people see: the services of the pages, and the pages themselves.</summary>
internal static class Pages
{
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddSingleton<WorkflowLooks>();
        services.AddSingleton<OverviewQueries>();
        services.AddScoped<RunDialogs>();
        return services.AddSignIn();
    }

    public static void MapPages(this WebApplication app)
    {
        // The whole policy, frame-ancestors included, is one header of ours.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null);
        app.MapSignIn();
    }
}
