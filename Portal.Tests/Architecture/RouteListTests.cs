using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Portal.Tests.Support;

namespace Portal.Tests.Architecture;

/// <summary>What programs rely on is an approved list; a change of it is a visible change of <c>Routes.approved.txt</c>.</summary>
public sealed class RouteListTests(TestDatabase database)
{
    [Fact]
    public async Task The_routes_are_the_approved_ones_and_say_which_are_open_to_everybody()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        var routes = server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => IsForPrograms(e.RoutePattern.RawText ?? ""))
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"]).Select(m =>
                $"{m,-6} /{e.RoutePattern.RawText!.Trim('/')}{(e.Metadata.GetMetadata<IAllowAnonymous>() is null ? "" : "  (open)")}"))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();

        var approved = Repository.Path("Portal.Tests/Architecture/Routes.approved.txt");
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
        {
            await File.WriteAllLinesAsync(approved, routes);
        }

        routes.ShouldBe(await File.ReadAllLinesAsync(approved), ignoreOrder: false, "Run the tests with APPROVE=1 when the change is meant.");
    }

    private static bool IsForPrograms(string route) =>
        new[] { "api/", "hubs/", "health/", "openapi", "metrics" }.Any(p => route.TrimStart('/').StartsWith(p, StringComparison.Ordinal));
}
