using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Portal.Bench.Chaos;

/// <param name="Id">The intent's.</param>
/// <param name="At">When it arrived.</param>
internal sealed record WitnessedCall(Guid Id, Guid Run, string Step, string Node, DateTimeOffset At);

/// <summary>The outside world of the chaos rounds: has an effect once per id, and writes down every call.</summary>
internal sealed class Witness : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<Guid, WitnessedCall> _effects = new();

    private Witness(WebApplication app) => _app = app;

    public ConcurrentQueue<WitnessedCall> Calls { get; } = new();

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<Witness> StartAsync(int seed)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var witness = new Witness(app);
        var random = new Random(seed);
        app.MapPut("/effects/{id:guid}", async (Guid id, Guid run, string step, string node) =>
        {
            int before, after;
            lock (random)
            {
                (before, after) = (random.Next(10), random.Next(20));
            }

            await Task.Delay(before); // the world takes its time before and after it has done what it was asked for
            var call = new WitnessedCall(id, run, step, node, DateTimeOffset.UtcNow);
            witness.Calls.Enqueue(call);
            witness._effects.TryAdd(id, call);
            await Task.Delay(after);
            return Results.Json(new ChaosEffect(id));
        });
        app.MapGet("/effects/{id:guid}", (Guid id) => witness._effects.ContainsKey(id) ? Results.Json(new ChaosEffect(id)) : Results.NotFound());
        await app.StartAsync();
        return witness;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

internal sealed record ChaosEffect(Guid Id);
