using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portal.Domain.Accounts;
using Portal.Domain.Storage;
using Portal.Shell.Accounts;
using Portal.Shell.Hosting;

namespace Portal.Tests.Support;

/// <summary>The real portal on a real port and database, inside the test process. Two on one connection string are two nodes.</summary>
public sealed class PortalServer : IAsyncDisposable
{
    private readonly PortalHost _host;
    private readonly string _folder;

    private PortalServer(PortalHost host, string folder, string connectionString) => (_host, _folder, ConnectionString) = (host, folder, connectionString);

    public string ConnectionString { get; }

    public Uri Url => new(_host.Url);

    public IServiceProvider Services => _host.App.Services;

    /// <param name="settings">Configuration by key; wins over everything.</param>
    /// <param name="services">Workflows and fakes of the test.</param>
    public static async Task<PortalServer> StartAsync(string connectionString, IReadOnlyDictionary<string, string?>? settings = null,
        Action<IServiceCollection>? services = null, string role = "all")
    {
        var folder = Directory.CreateTempSubdirectory("portal-server-").FullName;
        var host = await PortalHost.StartAsync(["--data", folder, "--port", "0", "--role", role], builder => Configure(builder, connectionString, settings, services), CancellationToken.None);
        return new PortalServer(host, folder, connectionString);
    }

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    public PortalDbContext Db() => Get<IDbContextFactory<PortalDbContext>>().CreateDbContext();

    /// <summary>A client with a key that has this role in this scope.</summary>
    public async Task<HttpClient> ClientAsync(Role role = Role.Admin, string scope = Scopes.Everything)
    {
        var secret = ApiKeys.NewSecret();
        await Get<ApiKeys>().CreateAsync($"{role} of {scope}", secret, scope, role, expiresAt: null, isDemo: false, Actor.Portal, CancellationToken.None);
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return client;
    }

    /// <summary>Somebody with this role in this scope, for commands called directly.</summary>
    public async Task<Actor> ActorAsync(Role role, string scope = Scopes.Everything)
    {
        var key = await Get<ApiKeys>().CreateAsync($"{role} of {scope}", ApiKeys.NewSecret(), scope, role, expiresAt: null, isDemo: false, Actor.Portal, CancellationToken.None);
        return Actor.Key(key, $"{role} of {scope}", address: null);
    }

    public HttpClient Anonymous() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Url };

    /// <summary>A node answers before its scheduler has started; until then it rightly says that it is not ready.</summary>
    public async Task UntilReadyAsync()
    {
        using var client = Anonymous();
        await Eventually.IsAsync(async () =>
        {
            using var reply = await client.GetAsync("/health/ready");
            return reply.IsSuccessStatusCode;
        }, "the node to be ready");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static void Configure(WebApplicationBuilder builder, string connectionString, IReadOnlyDictionary<string, string?>? settings, Action<IServiceCollection>? services)
    {
        builder.Configuration["ConnectionStrings:Portal"] = connectionString;
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>())
        {
            builder.Configuration[key] = value;
        }

        builder.Logging.ClearProviders();
        services?.Invoke(builder.Services);
    }
}
