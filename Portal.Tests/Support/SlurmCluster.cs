using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;

[assembly: UnsupportedOSPlatform("windows")] // tests start programs of Linux

namespace Portal.Tests.Support;

/// <summary>A real Slurm cluster of one node on this machine: its own munged, slurmctld and slurmd, with their own ports, key and folders. <c>./test</c> fetches the programs.</summary>
public sealed class SlurmCluster : IAsyncLifetime
{
    private static readonly string[] Programs = ["munged", "slurmctld", "slurmd", "sbatch", "scontrol"];

    private readonly string _folder = Directory.CreateTempSubdirectory("portal-slurm-").FullName;
    private readonly List<Process> _daemons = [];

    /// <summary>Why there is none; null: it is there.</summary>
    public string? WhyNot { get; private set; }

    public string Config => Path.Combine(_folder, "slurm.conf");

    /// <summary>What makes workers jobs of this cluster.</summary>
    public (string Key, string? Value)[] Settings => [("TaxonFetches:Farm", "slurm"), ("TaxonFetches:Slurm:Config", Config), ("TaxonFetches:Slurm:Partition", "work"), ("TaxonFetches:Slurm:TimeLimit", "00:30:00")];

    public async ValueTask InitializeAsync()
    {
        if (Programs.Where(p => Find(p) is null).ToList() is { Count: > 0 } missing)
        {
            WhyNot = $"Slurm is not here ({string.Join(", ", missing)} missing); ./test installs slurm-wlm and munge where it may.";
            return;
        }

        await WriteAsync();
        Start("munged", "--foreground", $"--key-file={In("munge.key")}", $"--socket={In("munge.socket")}", $"--pid-file={In("munged.pid")}", $"--log-file={In("munged.log")}", $"--seed-file={In("munge.seed")}");
        await Eventually.IsAsync(() => File.Exists(In("munge.socket")), "munged");
        Start("slurmctld", "-D", "-f", Config);
        await Eventually.IsAsync(async () => (await RunAsync("scontrol", "ping")).Contains("is UP", StringComparison.Ordinal), "slurmctld");
        Start("slurmd", "-D", "-f", Config, "-N", Node);
        await Eventually.IsAsync(async () => (await RunAsync("sinfo", "--noheader", "--format=%T")).Trim() == "idle", "slurmd");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var daemon in Enumerable.Reverse(_daemons))
        {
            using (daemon)
            {
                daemon.Kill(entireProcessTree: true);
                await daemon.WaitForExitAsync();
            }
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>What one of Slurm's programs answers, whatever its exit code.</summary>
    public async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Find(program)!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["SLURM_CONF"] = Config;
        using var process = Process.Start(start)!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return await said + await complained;
    }

    /// <summary>Ids of the jobs of this name, with their states: "12 RUNNING".</summary>
    public async Task<IReadOnlyList<string>> JobsAsync(string name) =>
        (await RunAsync("squeue", "--noheader", "--states=all", $"--name={name}", "--format=%i %T", "--sort=i")).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Node => Dns.GetHostName().Split('.')[0];

    private string In(string name) => Path.Combine(_folder, name);

    private void Start(string program, params string[] arguments)
    {
        var log = new StreamWriter(In($"{program}.out")) { AutoFlush = true };
        var daemon = new Process { StartInfo = new(Find(program)!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false } };
        daemon.StartInfo.Environment["SLURM_CONF"] = Config;
        daemon.OutputDataReceived += (_, e) => Keep(e.Data);
        daemon.ErrorDataReceived += (_, e) => Keep(e.Data);
        daemon.Start();
        daemon.BeginOutputReadLine();
        daemon.BeginErrorReadLine();
        _daemons.Add(daemon);

        void Keep(string? line)
        {
            lock (log)
            {
                log.WriteLine(line);
            }
        }
    }

    private async Task WriteAsync()
    {
        foreach (var folder in new[] { "state", "spool" })
        {
            Directory.CreateDirectory(In(folder));
        }

        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101); // munge's socket must be reachable
        await File.WriteAllBytesAsync(In("munge.key"), System.Security.Cryptography.RandomNumberGenerator.GetBytes(128));
        File.SetUnixFileMode(In("munge.key"), UnixFileMode.UserRead);
        await File.WriteAllTextAsync(Config, $"""
            ClusterName=portaltest
            SlurmctldHost={Node}(127.0.0.1)
            SlurmUser={Environment.UserName}
            SlurmdUser={Environment.UserName}
            SlurmctldPort={FreePort()}
            SlurmdPort={FreePort()}
            AuthType=auth/munge
            AuthInfo=socket={In("munge.socket")}
            StateSaveLocation={In("state")}
            SlurmdSpoolDir={In("spool")}
            SlurmctldPidFile={In("slurmctld.pid")}
            SlurmdPidFile={In("slurmd.pid")}
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            JobAcctGatherType=jobacct_gather/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_CPU
            SchedulerParameters=sched_interval=1
            KillWait=5
            MpiDefault=none
            ReturnToService=2
            NodeName={Node} NodeAddr=127.0.0.1 CPUs={Environment.ProcessorCount} State=UNKNOWN
            PartitionName=work Nodes={Node} Default=YES MaxTime=INFINITE State=UP OverSubscribe=FORCE:8

            """);
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/usr/bin"]).Where(Path.IsPathRooted).Select(p => Path.Combine(p, program)).FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
