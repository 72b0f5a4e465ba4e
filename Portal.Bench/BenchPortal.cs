using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portal.Shell.Hosting;

namespace Portal.Bench;

/// <summary>The real portal inside this process, on a database of the bench; two on one connection string are two nodes.</summary>
internal sealed class BenchPortal : IAsyncDisposable
{
    private readonly PortalHost _host;
    private readonly string _folder;

    private BenchPortal(PortalHost host, string folder) => (_host, _folder) = (host, folder);

    public IServiceProvider Services => _host.App.Services;

    public Uri Url => new(_host.Url);

    public static async Task<BenchPortal> StartAsync(string connectionString, string role, Action<IServiceCollection> services, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("portal-bench-node-").FullName;
        var output = Console.Out;
        Console.SetOut(TextWriter.Null); // the portal announces its address, which would stand between the figures
        try
        {
            var host = await PortalHost.StartAsync(["--data", folder, "--port", "0", "--role", role], builder => Configure(builder, connectionString, services), cancellationToken);
            return new BenchPortal(host, folder);
        }
        finally
        {
            Console.SetOut(output);
        }
    }

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static void Configure(WebApplicationBuilder builder, string connectionString, Action<IServiceCollection> services)
    {
        builder.Configuration["ConnectionStrings:Portal"] = connectionString;
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        services(builder.Services);
    }
}
