using System.Text;
using System.Text.Json;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.DigitalOcean;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>What a new droplet runs: it lays down a small program that takes an order and starts a worker with it, and hands it the first order.</summary>
internal static class DropletScript
{
    /// <summary>Below the home of the account; takes an order from standard input.</summary>
    public const string Starter = "./portal-start-worker";

    /// <summary>Where files lie, below the same home.</summary>
    public const string Folder = "portal-worker";

    /// <param name="setup">What has to run before; null: nothing.</param>
    public static string Of(WorkerOrder order, string? setup)
    {
        var whole = Write(JsonSerializer.Serialize(order, RunParameters.Json), setup);
        return Encoding.UTF8.GetByteCount(whole) <= DropletRequest.MostUserData ? whole : Write(JsonSerializer.Serialize(order.WithoutFiles(), RunParameters.Json), setup);
    }

    private static string Write(string order, string? setup) => string.Join('\n',
        "#!/bin/bash",
        "set -eu",
        "cd \"${HOME:=/root}\"", // a droplet's first start knows no home
        "export HOME",
        setup?.ReplaceLineEndings("\n") ?? ":",
        "umask 077",
        $"cat > {Starter} <<'PORTAL-STARTER'",
        "#!/bin/bash",
        "cd \"$(dirname \"$0\")\"",
        "umask 077",
        "cat > portal-order.json",
        "nohup setsid portal worker < portal-order.json >> portal-worker.log 2>&1 &",
        "PORTAL-STARTER",
        $"chmod 700 {Starter}",
        $"{Starter} <<'PORTAL-ORDER'",
        order,
        "PORTAL-ORDER",
        "");
}
