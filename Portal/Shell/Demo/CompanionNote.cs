using System.Text.Json;
using Portal.Shell.Database;

namespace Portal.Shell.Demo;

/// <summary>What the companion of a data folder said last, so that the command line sees the same addresses as the server.</summary>
internal static class CompanionNote
{
    public static Task WriteAsync(string dataFolder, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken) =>
        PrivateFile.WriteAsync(FileIn(dataFolder), JsonSerializer.Serialize(settings), cancellationToken);

    public static IReadOnlyDictionary<string, string> Read(string dataFolder) => File.Exists(FileIn(dataFolder))
        ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(FileIn(dataFolder)))!
        : new Dictionary<string, string>(StringComparer.Ordinal);

    private static string FileIn(string dataFolder) => Path.Combine(dataFolder, "companion.json");
}
