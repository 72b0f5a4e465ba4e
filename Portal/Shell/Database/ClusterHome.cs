using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Shell.Database;

/// <summary>
/// Where the cluster of a data folder lives, and whose it is. Normally DIR/postgres; when root's DIR is closed to the
/// unprivileged account, a folder of its own below /var/lib/portal, whose path is recorded in DIR.
/// </summary>
internal sealed record ClusterHome(string Folder, PostgresAccount Account)
{
    public const string SharedRoot = "/var/lib/portal";

    public string Cluster => Path.Combine(Folder, "data");

    public string Log => Path.Combine(Folder, "server.log");

    /// <summary>Shows in the titles of the server's processes, by which those left over by a killed server are found.</summary>
    public string ClusterName => $"portal-{Hash(Cluster)}";

    public bool Exists => File.Exists(VersionFile);

    public int? Major => Exists ? int.Parse(File.ReadAllText(VersionFile).Trim(), CultureInfo.InvariantCulture) : null;

    private string VersionFile => Path.Combine(Cluster, "PG_VERSION");

    /// <summary>The home recorded or found in the data folder, or null when it has none yet.</summary>
    public static async Task<ClusterHome?> FindAsync(string dataFolder, CancellationToken cancellationToken)
    {
        var record = RecordIn(dataFolder);
        var folder = File.Exists(record) ? (await File.ReadAllTextAsync(record, cancellationToken)).Trim() : Inside(dataFolder);
        if (Directory.Exists(folder))
        {
            var account = Environment.IsPrivilegedProcess ? await PostgresAccount.OwnerOfAsync(folder, cancellationToken) : PostgresAccount.Ourselves;
            return new ClusterHome(folder, account);
        }
        return !File.Exists(record)
            ? null
            : throw new EmbeddedPostgresException(
                $"The database of {dataFolder} lived in {folder}, which is gone. Bring that folder back, or delete {record} to start with an empty database.");
    }

    public static async Task<ClusterHome> MakeAsync(string dataFolder, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Directory.CreateDirectory(Inside(dataFolder));
            return new ClusterHome(Inside(dataFolder), PostgresAccount.Ourselves);
        }
        var account = await PostgresAccount.UnprivilegedAsync(cancellationToken);
        var inside = await account.CanEnterAsync(dataFolder, cancellationToken);
        var home = new ClusterHome(inside ? Inside(dataFolder) : Path.Combine(SharedRoot, Hash(dataFolder)), account);
        await home.GiveToAccountAsync(cancellationToken);
        if (!inside)
        {
            await File.WriteAllTextAsync(RecordIn(dataFolder), home.Folder + "\n", cancellationToken);
        }
        return home;
    }

    public async Task RequireAccessAsync(CancellationToken cancellationToken)
    {
        var access = await Account.RunAsync("sh", ["-c", "test -r \"$1\" && test -w \"$1\" && test -x \"$1\"", "sh", Folder], cancellationToken);
        if (access.ExitCode != 0)
        {
            throw new EmbeddedPostgresException(
                $"The database folder {Folder} is closed to the account {Account.Name}. Start the portal as the account that made it, or use another data folder (--data).");
        }
    }

    // What lies here without a record in the data folder belonged to an earlier folder of the same path. It is kept, not used.
    private void SetAside()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Move(Folder, $"{Folder}.left-{Guid.CreateVersion7():N}");
        }
    }

    private async Task GiveToAccountAsync(CancellationToken cancellationToken)
    {
        SetAside();
        // Renamed when it is right, so that a start that was cut off leaves no half-given folder.
        var script = """
            set -e; owner="$("$@" id -u):$("$@" id -g)"
            mkdir -p "$0.new"; chown "$owner" "$0.new"; chmod 700 "$0.new"; mv "$0.new" "$0"
            """;
        var given = await PostgresAccount.Ourselves.RunAsync("sh", ["-c", script, Folder, .. Account.Prefix], cancellationToken);
        if (given.ExitCode != 0)
        {
            throw new EmbeddedPostgresException($"The folder {Folder} could not be given to the account {Account.Name}: {given.Output.Trim()}");
        }
        await RequireAccessAsync(cancellationToken);
    }

    private static string Inside(string dataFolder) => Path.Combine(dataFolder, "postgres");

    private static string RecordIn(string dataFolder) => Path.Combine(dataFolder, "postgres-location");

    private static string Hash(string path) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..16];
}
