using Microsoft.AspNetCore.Diagnostics;

namespace Portal.Shell.Hosting;

internal static class StatusPages
{
    /// <summary>Only what somebody looks at is answered with a page; a refused post keeps its own status.</summary>
    public static void UseStatusPages(this WebApplication app)
    {
        // Switched off by its feature instead of branched off by UseWhen: from a branch the page is not routed to, and a 404 arrives empty.
        app.UseStatusCodePagesWithReExecute("/not-found", "", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            if (!HttpMethods.IsGet(context.Request.Method) && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            {
                pages.Enabled = false;
            }

            return next(context);
        });
    }
}
