using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.Storage;

namespace Portal.Jobs.ImagingOrders.Monitor;

/// <summary>The end of one of the importer's logs, as far as it is about one order.</summary>
/// <param name="Text">Its last lines; empty where the file is.</param>
/// <param name="Cut">There is more before it.</param>
public sealed record OrderLog(string Name, string Text, bool Cut, DateTimeOffset? ModifiedAt);

/// <param name="Because">Why there are none, in words; null where there are.</param>
public sealed record OrderLogSet(IReadOnlyList<OrderLog> Logs, string? Because);

/// <summary>Reads what the importer wrote about an order into its folder of logs: never more than the end of a file, and nothing outside.</summary>
public sealed partial class OrderLogs(IOptions<ImagingOrderOptions> options, Permissions permissions)
{
    private const int MostOfAFile = 64 * 1024;
    private const int MostOfTheJournal = 8 * 1024 * 1024;
    private const int MostFiles = 40;
    private const int MostLines = 300;
    private const string Journal = "app.logs";
    private static readonly EnumerationOptions Plain = new() { MatchType = MatchType.Simple, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <param name="uuid">What the rows call the order.</param>
    public async Task<OrderLogSet> OfAsync(string uuid, string group, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.OmeroGroup(group), Role.Curator, "read the importer’s logs", cancellationToken);
        if (options.Value.LogFolder is not { Length: > 0 } folder)
        {
            return new([], "The importer’s logs are not shared with the portal. An administrator sets ImagingOrders:LogFolder to its folder of logs.");
        }

        if (!Guid.TryParseExact(uuid, "D", out _))
        {
            return new([], $"“{uuid}” is no uuid, so no log is called after it.");
        }

        try
        {
            using var root = ConfinedFile.Look(folder, root: null);
            var logs = root is { IsFolder: true } ? Read(root, uuid) : null;
            return logs switch
            {
                null => new([], $"The folder of logs, {folder}, is not there."),
                [] => new([], "There is no log of this order: the importer has not begun it, runs elsewhere, or has removed it."),
                _ => new(logs, Because: null),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UnreadableFileException)
        {
            return new([], $"The folder of logs cannot be read: {e.Message}");
        }
    }

    private static List<OrderLog> Read(ConfinedEntry root, string uuid)
    {
        var names = Directory.EnumerateFiles(root.Here, $"cli.{uuid}*", Plain).Select(Path.GetFileName).OfType<string>().Where(n => Ours().IsMatch(n[(4 + uuid.Length)..]))
            .Order(StringComparer.Ordinal).Take(MostFiles);
        var logs = names.Select(n => One(root, n)).OfType<OrderLog>().ToList();
        return JournalOf(root, uuid) is { } journal ? [.. logs, journal] : logs;
    }

    private static OrderLog? One(ConfinedEntry root, string name)
    {
        if (End(root, name, MostOfAFile) is not { } end)
        {
            return null;
        }

        return new(name, Shown(end.Cut ? end.Text[(end.Text.IndexOf('\n', StringComparison.Ordinal) + 1)..] : end.Text), end.Cut, end.ModifiedAt);
    }

    // The importer's own journal is about all orders; only the lines that name this one.
    private static OrderLog? JournalOf(ConfinedEntry root, string uuid)
    {
        var lines = End(root, Journal, MostOfTheJournal) is { } end ? end.Text.Split('\n').Where(l => l.Contains(uuid, StringComparison.Ordinal)).ToList() : [];
        return lines.Count == 0 ? null : new($"{Journal}, lines of this order", Shown(string.Join('\n', lines.TakeLast(MostLines))), lines.Count > MostLines, ModifiedAt: null);
    }

    private static (string Text, bool Cut, DateTimeOffset ModifiedAt)? End(ConfinedEntry root, string name, int most)
    {
        using var entry = ConfinedFile.Look($"{root.Here}/{name}", root.Real);
        if (entry is not { IsFile: true })
        {
            return null;
        }

        using var file = new FileStream(entry.Handle, FileAccess.Read, bufferSize: 0);
        var length = (int)Math.Min(most, file.Length);
        file.Seek(-length, SeekOrigin.End);
        var bytes = new byte[length];
        var read = file.ReadAtLeast(bytes, length, throwOnEndOfStream: false);
        return (Encoding.UTF8.GetString(bytes, 0, read), file.Length > length, entry.ModifiedAt);
    }

    // A command line in it carries the key of a session.
    private static string Shown(string text) => Session().Replace(new string([.. text.Where(c => !char.IsControl(c) || c is '\n' or '\t')]).TrimEnd(), "-k …");

    [GeneratedRegex(@"^(_\d+)?(_attempt\d+)?\.(logs|errs)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Ours();

    [GeneratedRegex(@"-k\s+\S+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Session();
}
