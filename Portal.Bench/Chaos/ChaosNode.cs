using System.Diagnostics;
using System.Globalization;
using System.Net;
using Npgsql;
using Portal.Sandbox.Network;
using Portal.Shell.Hosting;

namespace Portal.Bench.Chaos;

/// <summary>A worker in a process of its own, with a network line of its own to the database; it can be killed, frozen and woken.</summary>
internal sealed class ChaosNode : IAsyncDisposable
{
    public const string Verb = "chaos-node";

    private readonly Process _process;

    private ChaosNode(Process process, string name, TroubledLine line) => (_process, Name, Line) = (process, name, line);

    public string Name { get; }

    public TroubledLine Line { get; }

    public bool HasExited => _process.HasExited;

    public static ChaosNode Start(string name, string connectionString, string witness)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        var line = new TroubledLine(new IPEndPoint(IPAddress.Loopback, target.Port));
        target.Port = line.Port;
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { typeof(ChaosNode).Assembly.Location, Verb, name, target.ConnectionString, witness })
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        var log = TextWriter.Synchronized(new StreamWriter(Path.Combine(Path.GetTempPath(), $"chaos-{name}.log")) { AutoFlush = true });
        process.OutputDataReceived += (_, e) => log.WriteLine(e.Data);
        process.ErrorDataReceived += (_, e) => log.WriteLine(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ChaosNode(process, name, line);
    }

    /// <summary>The child's side: a worker until it is killed.</summary>
    public static async Task<int> RunAsync(string name, string connectionString, string witness)
    {
        var folder = Directory.CreateTempSubdirectory("portal-chaos-").FullName;
        await using var host = await PortalHost.StartAsync(["--data", folder, "--port", "0", "--role", "worker"],
            builder => ChaosSettings.Apply(builder, name, connectionString, services => ChaosWorkflow.Register(services, witness)), CancellationToken.None);
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    public void Kill() => Signal("KILL");

    public void Freeze() => Signal("STOP");

    public void Wake() => Signal("CONT");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        await Line.DisposeAsync();
        _process.Dispose();
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
