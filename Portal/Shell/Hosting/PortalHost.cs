using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Options;
using Portal.Domain.Storage;
using Portal.Jobs.Runs;
using Portal.Shell.Accounts;
using Portal.Shell.Database;
using Portal.Shell.Demo;
using Portal.Shell.Extensions;

namespace Portal.Shell.Hosting;

/// <summary>
/// <c>portal serve</c>: brings what the portal stands on (a private database where none is configured, in a demonstration the companion),
/// then the portal, and takes it all down in the opposite order.
/// </summary>
public sealed class PortalHost : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _under = new();

    private PortalHost()
    {
    }

    public WebApplication App { get; private set; } = null!;

    public string Url { get; private set; } = "";

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var host = await StartAsync(args, configure: null, CancellationToken.None);
            await host.App.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception e) when (Sentence(e) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
    }

    /// <param name="configure">For tests: what to change before the application is built.</param>
    public static async Task<PortalHost> StartAsync(string[] args, Action<WebApplicationBuilder>? configure, CancellationToken cancellationToken)
    {
        var host = new PortalHost();
        try
        {
            await host.StartAsync(ServeOptions.Parse(args), configure, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (App is not null)
        {
            await App.StopAsync();
            await App.DisposeAsync();
        }

        while (_under.TryPop(out var layer))
        {
            await layer.DisposeAsync();
        }
    }

    private async Task StartAsync(ServeOptions options, Action<WebApplicationBuilder>? configure, CancellationToken cancellationToken)
    {
        var builder = Builder(options);
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(k => k.AddServerHeader = false);
        if (options.Demo)
        {
            DemoMode.Require(builder.Configuration);
        }

        if (options.Port is { } port)
        {
            builder.WebHost.UseUrls($"http://{(options.Demo ? "127.0.0.1" : "*")}:{port}");
        }

        Defaults(builder, new() { ["Storage:Path"] = Path.Combine(options.Data, "files") });
        configure?.Invoke(builder);
        using var startLog = LoggerFactory.Create(l => l.AddSimpleConsole(o => o.SingleLine = true).SetMinimumLevel(LogLevel.Warning));
        if (string.IsNullOrWhiteSpace(builder.Configuration[DatabaseServices.ConnectionKey]))
        {
            var database = await EmbeddedPostgres.StartAsync(options.Data, startLog.CreateLogger("Database"), cancellationToken);
            _under.Push(database);
            Defaults(builder, new() { [DatabaseServices.ConnectionKey] = database.ConnectionString, ["Runs:OnlyNode"] = "true" });
        }

        if (options is { Demo: true, Companion: { } companion })
        {
            var outside = await DemoCompanion.StartAsync(companion, options.Data, cancellationToken);
            _under.Push(outside);
            builder.Configuration.Sources.Insert(0, new CompanionConfiguration(outside.Settings));
        }

        builder.AddPortal(new NodeIdentity(builder.Configuration["Node:Name"] ?? Environment.MachineName, options.Role));
        App = builder.Build();
        await MigrateAsync(cancellationToken);
        var credentials = await AccountsAsync(options, cancellationToken);
        App.UsePortal();
        await App.StartAsync(cancellationToken);
        Url = App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("[::]", "localhost").Replace("*", "localhost");
        await AnnounceAsync(options, credentials, cancellationToken);
    }

    // The content root is where the program lies, whatever folder it is started from.
    private static WebApplicationBuilder Builder(ServeOptions options) => WebApplication.CreateBuilder(new WebApplicationOptions
    {
        ApplicationName = typeof(PortalHost).Assembly.GetName().Name,
        Args = [.. options.Rest],
        ContentRootPath = AppContext.BaseDirectory,
    });

    // Each key on its own: whatever is configured anywhere else wins over it.
    private static void Defaults(WebApplicationBuilder builder, Dictionary<string, string?> values) =>
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = values });

    /// <summary>The application for these arguments, built but not started: for the verbs that work on this machine's installation.</summary>
    public static WebApplication Inspect(string[] args)
    {
        var options = ServeOptions.Parse(args);
        var builder = Builder(options);
        Defaults(builder, new() { ["Storage:Path"] = Path.Combine(options.Data, "files") });
        if (string.IsNullOrWhiteSpace(builder.Configuration[DatabaseServices.ConnectionKey])
            && EmbeddedPostgres.FindRunningAsync(options.Data, CancellationToken.None).GetAwaiter().GetResult() is { } running)
        {
            Defaults(builder, new() { [DatabaseServices.ConnectionKey] = running });
            builder.Configuration.Sources.Insert(0, new CompanionConfiguration(DemoCompanion.RunningSettingsAsync(options.Data, CancellationToken.None).GetAwaiter().GetResult()));
        }

        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.AddPortal(new NodeIdentity(builder.Configuration["Node:Name"] ?? Environment.MachineName, options.Role));
        return builder.Build();
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        if (App.Configuration.GetValue($"{DatabaseOptions.Section}:{nameof(DatabaseOptions.MigrateAtStart)}", true))
        {
            await PortalDatabase.MigrateAsync(App.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>(), cancellationToken);
        }
    }

    private async Task<DemoCredentials?> AccountsAsync(ServeOptions options, CancellationToken cancellationToken)
    {
        var accounts = ActivatorUtilities.CreateInstance<DemoAccounts>(App.Services);
        if (!options.Demo)
        {
            await accounts.PutToSleepAsync(cancellationToken);
            return null;
        }

        var credentials = await DemoCredentials.KeepOrMakeAsync(options.Data, "", DemoAccounts.People, ApiKeys.NewSecret, cancellationToken);
        await accounts.WakeAsync(credentials, cancellationToken);
        return credentials;
    }

    private async Task AnnounceAsync(ServeOptions options, DemoCredentials? credentials, CancellationToken cancellationToken)
    {
        if (credentials is not null)
        {
            Console.WriteLine("Sign in as:");
            await (credentials with { Url = Url }).WriteAsync(options.Data, cancellationToken);
            foreach (var person in credentials.Users)
            {
                Console.WriteLine($"  {person.Name,-9} {person.Password}   ({person.Role})");
            }

            Console.WriteLine($"  These and an API key are in {DemoCredentials.FileIn(options.Data)}");
        }

        Console.WriteLine($"Portal is ready at {Url}");
    }

    /// <summary>What a person can put right, in one sentence; null for what is a bug and deserves its stack.</summary>
    public static string? Sentence(Exception e) => e switch
    {
        FormatException or EmbeddedPostgresException or DemoCompanionException or ExtensionException => e.Message,
        OptionsValidationException invalid => string.Join(Environment.NewLine, invalid.Failures),
        AggregateException several when several.InnerExceptions.All(i => i is OptionsValidationException) =>
            string.Join(Environment.NewLine, several.InnerExceptions.SelectMany(i => ((OptionsValidationException)i).Failures).Distinct(StringComparer.Ordinal)),
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => $"{e.Message} Choose another with --port.",
        // The binder names the key: "Failed to convert configuration value at 'Runs:Lease' to type …".
        InvalidOperationException when e.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) => e.Message,
        Npgsql.NpgsqlException => $"The database of {DatabaseServices.ConnectionKey} cannot be used: {e.Message}",
        _ => null,
    };
}
