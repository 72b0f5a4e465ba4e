using System.Security.Cryptography;
using System.Text.Json;
using Portal.Shell.Database;

namespace Portal.Shell.Demo;

public sealed record DemoPerson(string Name, string Password, string Role);

/// <summary>Who may sign in to a demonstration, and its key: written for people and scripts, the same at every start of a folder.</summary>
public sealed record DemoCredentials(string Url, IReadOnlyList<DemoPerson> Users, string ApiKey)
{
    private const int PasswordLength = 16;
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    // Without characters that look alike: these are read from a screen and typed.
    private static readonly string[] PasswordClasses = ["abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-+=?%"];

    public static string FileIn(string dataFolder) => Path.Combine(dataFolder, "demo-credentials.json");

    /// <summary>What an earlier start wrote; null when there is nothing, or nothing readable.</summary>
    public static async Task<DemoCredentials?> ReadAsync(string dataFolder, CancellationToken cancellationToken)
    {
        var file = FileIn(dataFolder);
        if (!File.Exists(file))
        {
            return null;
        }
        try
        {
            await using var stream = File.OpenRead(file);
            var read = await JsonSerializer.DeserializeAsync<DemoCredentials>(stream, Format, cancellationToken);
            return read is { Users: not null, ApiKey: not null } ? read : null;
        }
        catch (JsonException)
        {
            return null; // Somebody edited it; new secrets are made and set, which is all it is for.
        }
    }

    /// <summary>The people asked for, with the passwords and the key of an earlier start where there was one; nothing is written.</summary>
    public static async Task<DemoCredentials> KeepOrMakeAsync(
        string dataFolder, string url, IReadOnlyList<(string Name, string Role)> people, Func<string> newApiKey, CancellationToken cancellationToken)
    {
        var earlier = await ReadAsync(dataFolder, cancellationToken);
        var users = people.Select(person => new DemoPerson(
            person.Name,
            earlier?.Users.FirstOrDefault(user => user.Name == person.Name)?.Password ?? NewPassword(),
            person.Role));
        return new DemoCredentials(url, [.. users], earlier?.ApiKey ?? newApiKey());
    }

    public Task WriteAsync(string dataFolder, CancellationToken cancellationToken) =>
        PrivateFile.WriteAsync(FileIn(dataFolder), JsonSerializer.Serialize(this, Format) + "\n", cancellationToken);

    public static string NewPassword()
    {
        // One of each kind, so that no password rule refuses it.
        var characters = PasswordClasses.Select(kind => kind[RandomNumberGenerator.GetInt32(kind.Length)])
            .Concat(RandomNumberGenerator.GetItems<char>(PasswordClasses[0] + PasswordClasses[1] + PasswordClasses[2], PasswordLength - PasswordClasses.Length))
            .ToArray();
        RandomNumberGenerator.Shuffle<char>(characters);
        return new string(characters);
    }
}
