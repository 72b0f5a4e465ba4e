using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Portal.Sandbox.DigitalOcean;

/// <summary>A machine that is a folder: an sshd of its own on its own loopback address, and whatever its user data started.</summary>
public sealed class SandboxDroplet
{
    private const string Mark = "PORTAL_SANDBOX_DROPLET";

    private readonly DropletTools? _tools;
    private readonly string _user;
    private readonly Lock _gate = new();
    private bool _destroyed;

    internal SandboxDroplet(long id, DropletOrder order, string folder, string address, int port, string authorizedKey, DropletTools? tools, DateTimeOffset now)
    {
        (Id, Order, Folder, Address, Port, CreatedAt, _tools) = (id, order, folder, address, port, now, tools);
        _user = Environment.UserName;
        if (tools is not null)
        {
            Directory.CreateDirectory(Path.Combine(folder, "bin"));
            File.WriteAllText(Path.Combine(folder, "authorized_keys"), authorizedKey);
        }
    }

    public long Id { get; }

    public DropletOrder Order { get; }

    /// <summary>What the droplet takes for the home of its account.</summary>
    public string Folder { get; }

    public string Address { get; }

    public int Port { get; }

    public DateTimeOffset CreatedAt { get; }

    private string HostKey => Path.Combine(Folder, "host_key");

    /// <summary>It is another machine at the same address: its ssh server shows a new key from the next connection on.</summary>
    public void ChangeHostKey()
    {
        MakeKey((_tools ?? throw new InvalidOperationException("This droplet is on paper only.")).KeyGen, HostKey + "_next");
        File.Move(HostKey + "_next", HostKey, overwrite: true);
        File.Move(HostKey + "_next.pub", HostKey + ".pub", overwrite: true);
    }

    /// <summary>Ends what droplets of an earlier life in this folder left running.</summary>
    internal static void Bury(string folder)
    {
        Kill($"{folder}/droplet-");
        foreach (var left in Directory.EnumerateDirectories(folder, "droplet-*"))
        {
            Directory.Delete(left, recursive: true);
        }
    }

    /// <summary>As if the system had run out of memory: what works on it ends without a word.</summary>
    public void KillWorker()
    {
        lock (_gate)
        {
            Kill($"{Folder}/", c => c.Contains("worker", StringComparison.Ordinal));
        }
    }

    internal void Boot()
    {
        lock (_gate)
        {
            if (_destroyed || _tools is null)
            {
                return;
            }

            var portal = Path.Combine(Folder, "bin", "portal");
            File.WriteAllText(portal, $"#!/bin/sh\nexec '{_tools.Dotnet}' '{_tools.Portal}' \"$@\"\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(portal, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            Serve(_tools);
            var script = Path.Combine(Folder, "user-data");
            File.WriteAllText(script, Order.UserData);
            Start(_tools.Bash, script);
        }
    }

    internal void Destroy()
    {
        lock (_gate)
        {
            _destroyed = true;
            if (_tools is null)
            {
                return;
            }

            Kill($"{Folder}/");
            if (Directory.Exists(Folder))
            {
                Directory.Delete(Folder, recursive: true);
            }
        }
    }

    private static void MakeKey(string keyGen, string file) => DropletTools.Run(keyGen, "-q", "-t", "ed25519", "-N", "", "-C", "droplet", "-f", file);

    private void Serve(DropletTools tools)
    {
        if (_user == "root")
        {
            Directory.CreateDirectory("/run/sshd"); // the service would have made it, and sshd insists
        }

        MakeKey(tools.KeyGen, HostKey);
        var config = Path.Combine(Folder, "sshd_config");
        File.WriteAllText(config, $"""
            ListenAddress {Address}
            Port {Port}
            HostKey {HostKey}
            PidFile none
            AuthorizedKeysFile {Folder}/authorized_keys
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin prohibit-password
            ForceCommand cd '{Folder}' && export HOME='{Folder}' PATH='{Folder}/bin':"$PATH" {Mark}='{Folder}/' && eval "$SSH_ORIGINAL_COMMAND"
            LogLevel ERROR

            """);
        Start(tools.Sshd, "-D", "-e", "-f", config);
    }

    private void Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        (start.Environment["HOME"], start.Environment["PATH"], start.Environment[Mark]) = (Folder, $"{Folder}/bin:{Environment.GetEnvironmentVariable("PATH")}", $"{Folder}/");
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, e) =>
        {
            if (e.Data is { Length: > 0 } line)
            {
                Console.Error.WriteLine($"droplet {Id}: {line}");
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    // Whoever was started on a droplet carries its mark, and so do all they started; until nobody is left who could start another.
    private static void Kill(string below, Func<string, bool>? command = null)
    {
        var mark = Encoding.UTF8.GetBytes($"{Mark}={below}");
        while (Directory.EnumerateDirectories("/proc").Where(f => int.TryParse(Path.GetFileName(f), CultureInfo.InvariantCulture, out _)).Select(f => Kill(f, mark, below, command)).ToList().Contains(true))
        {
            // Once more.
        }
    }

    private static bool Kill(string folder, byte[] mark, string below, Func<string, bool>? command)
    {
        try
        {
            // sshd writes its title over its environment; the title names its configuration.
            var line = File.ReadAllText($"{folder}/cmdline");
            var mine = File.ReadAllBytes($"{folder}/environ").AsSpan().IndexOf(mark) >= 0 || (line.Contains("sshd_config", StringComparison.Ordinal) && line.Contains(below, StringComparison.Ordinal));
            if (!mine || command?.Invoke(line) == false)
            {
                return false;
            }

            using var process = Process.GetProcessById(int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture));
            process.Kill();
            process.WaitForExit();
            return true;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false; // it ended meanwhile, or belongs to somebody else
        }
    }
}

/// <summary>What was asked for.</summary>
public sealed record DropletOrder(string Name, string Region, string Size, IReadOnlyList<string> Tags, string UserData);
