using Portal.Overview;
using Portal.Shell.SignIn;
using Radzen;

namespace Portal.Shell;

/// <summary>What people see: the services of the pages, and the pages themselves.</summary>
internal static class Pages
{
    // A circuit begins by handing back what prerendering drew: a list of runs, the end of a log. SignalR's 32 kB would not do.
    private const int LargestMessage = 512 * 1024;

    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(o => o.MaximumReceiveMessageSize = LargestMessage);
        services.AddRadzenComponents();
        services.AddSingleton<OverviewQueries>();
        return services.AddSignIn();
    }

    public static void MapPages(this WebApplication app)
    {
        // The whole policy, frame-ancestors included, is one header of ours.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null);
        app.MapSignIn();
    }
}
