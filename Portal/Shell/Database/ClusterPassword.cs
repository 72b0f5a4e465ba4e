using System.Security.Cryptography;

namespace Portal.Shell.Database;

/// <summary>The cluster's password: random, made once, readable only by the account the portal runs as.</summary>
internal static class ClusterPassword
{
    public static string FileIn(string dataFolder) => Path.Combine(dataFolder, "postgres-password");

    public static async Task<string?> ReadAsync(string dataFolder, CancellationToken cancellationToken)
    {
        var file = FileIn(dataFolder);
        return File.Exists(file) && (await File.ReadAllTextAsync(file, cancellationToken)).Trim() is { Length: > 0 } password ? password : null;
    }

    public static async Task<string> MakeAsync(string dataFolder, CancellationToken cancellationToken)
    {
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        await PrivateFile.WriteAsync(FileIn(dataFolder), password + "\n", cancellationToken);
        return password;
    }
}
