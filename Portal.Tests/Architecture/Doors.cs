using System.CommandLine;
using System.Reflection;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.StaticAssets;
using Portal.CommandLine;
using Portal.Domain.Accounts;
using Portal.Jobs.Runs;
using Portal.Shell.Hosting;
using Portal.Tests.Support;

namespace Portal.Tests.Architecture;

/// <summary>Every way into the portal there is, found in the running application and by reflection, named as the README names them.</summary>
internal static class Doors
{
    private static readonly Assembly[] Assemblies = [typeof(PortalApp).Assembly, typeof(RunQueue).Assembly];

    /// <summary><c>GET /api/v1/runs</c>, <c>ANY /hubs/runs</c></summary>
    public static IReadOnlyList<string> Routes(PortalServer server) =>
        [.. Endpoints(server).Where(e => Page(e) is null).SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["ANY"])
            .Select(m => $"{m} /{e.RoutePattern.RawText!.Trim('/')}")).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary><c>/runs/{Id}</c></summary>
    public static IReadOnlyList<string> Pages(PortalServer server) =>
        [.. Endpoints(server).Select(Page).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary><c>hub Subscribe</c></summary>
    public static IReadOnlyList<string> HubMethods() => [.. Hubs().SelectMany(h => HubMethods(h)).Select(m => $"hub {m.Name}").Order(StringComparer.Ordinal)];

    public static IEnumerable<MethodInfo> HubMethods(Type hub) => hub.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(m => !m.IsSpecialName && m.GetBaseDefinition() == m);

    public static IEnumerable<Type> Hubs() => Assemblies.SelectMany(a => a.GetTypes()).Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(Hub)));

    /// <summary><c>RunQueue.RetryAsync</c>: what somebody does, and so says who.</summary>
    public static IReadOnlyList<string> Commands() => [.. CommandMethods().Select(m => $"{m.DeclaringType!.Name}.{m.Name}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public static IEnumerable<MethodInfo> CommandMethods() => Assemblies.SelectMany(a => a.GetExportedTypes())
        .Where(t => t == typeof(RunQueue) || t == typeof(Jobs.Runs.RunVerbs) || t.Name.EndsWith("Commands", StringComparison.Ordinal))
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(m => m.ReturnType.IsAssignableTo(typeof(Task)) && m.GetParameters().Any(p => p.ParameterType == typeof(Actor)));

    /// <summary><c>portal runs list</c></summary>
    public static IReadOnlyList<string> Verbs() => [.. Leaves(PortalCommandLine.Whole(CommandConsole.System), "portal").Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Leaves(Command command, string path) =>
        command.Subcommands.Count == 0 ? [path] : command.Subcommands.SelectMany(c => Leaves(c, $"{path} {c.Name}"));

    // Files of the browser are no doors; everybody gets the same.
    private static IEnumerable<RouteEndpoint> Endpoints(PortalServer server) =>
        server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null && e.RoutePattern.RawText != "{**path:file}");

    private static string? Page(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is null ? null : $"/{endpoint.RoutePattern.RawText!.Trim('/')}";
}
