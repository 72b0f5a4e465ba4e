using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portal.CommandLine;

namespace Portal.Tests.CommandLine;

/// <summary>A server on a port of its own that answers as a test says, and the command line talking to it.</summary>
internal sealed class FakePortal : IAsyncDisposable
{
    public const string Key = "test-key";

    private readonly WebApplication _app;
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    private FakePortal(WebApplication app) => _app = app;

    public string Url { get; private set; } = "";

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public Dictionary<string, string?> Variables { get; } = new(StringComparer.Ordinal);

    public List<string> Requests { get; } = [];

    public static async Task<FakePortal> StartAsync(Action<WebApplication> routes)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var portal = new FakePortal(app);
        app.Urls.Add("http://127.0.0.1:0");
        app.Use(async (context, next) =>
        {
            portal.Requests.Add($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            if (context.Request.Headers.Authorization == $"Bearer {Key}")
            {
                await next(context);
                return;
            }
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        });
        routes(app);
        await app.StartAsync();
        portal.Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        portal.Variables["PORTAL_URL"] = portal.Url;
        portal.Variables["PORTAL_API_KEY"] = Key;
        return portal;
    }

    public Task<int> RunAsync(params string[] args) => RunAsync([], args);

    public Task<int> RunAsync(IReadOnlyList<ILocalVerb> localVerbs, params string[] args) => PortalCommandLine.RunAsync(
        args, _ => throw new InvalidOperationException("This must not start a server."), localVerbs, Console());

    public CommandConsole Console(bool interactive = false) =>
        new(_out, _error, TextReader.Null, interactive, name => Variables.GetValueOrDefault(name));

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
