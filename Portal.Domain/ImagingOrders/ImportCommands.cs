using System.Globalization;

namespace Portal.Domain.ImagingOrders;

/// <summary>How OMERO's import is told to work; names are those of the importer's settings.</summary>
public sealed record ImportSettings
{
    public bool SkipAll { get; init; }
    public bool SkipChecksum { get; init; }
    public bool SkipMinmax { get; init; }
    public bool SkipThumbnails { get; init; }
    public bool SkipUpgrade { get; init; }

    /// <summary>Null: OMERO decides.</summary>
    public int? ParallelUpload { get; init; }

    public int? ParallelFilesets { get; init; }
}

/// <summary>Whom the import acts as: a session in OMERO.</summary>
public sealed record OmeroSession(string Key, string Host, int Port);

/// <summary>The arguments OMERO's import is called with, as the importer calls it.</summary>
public static class ImportCommands
{
    /// <summary>One file into a Dataset: what the importer's library is told, in its order.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> FileOptions(ImportSettings settings, string uuid)
    {
        var options = new List<KeyValuePair<string, string>> { new("transfer", "ln_s") };
        if (settings.ParallelUpload is { } upload)
        {
            options.Add(new("parallel-upload", Number(upload)));
        }

        if (settings.ParallelFilesets is { } filesets)
        {
            options.Add(new("parallel-fileset", Number(filesets)));
        }

        // The single skips have no effect on this way.
        if (settings.SkipAll)
        {
            options.Add(new("skip", "all"));
        }

        options.Add(new("file", LogOf(uuid)));
        options.Add(new("errs", ErrorsOf(uuid)));
        return options;
    }

    /// <summary>One file into a Dataset: the command the library makes of it.</summary>
    /// <param name="output">Where the import writes what it made; its <c>--file</c> comes second and wins.</param>
    public static IReadOnlyList<string> File(ImportSettings settings, OmeroSession session, string uuid, string output, string path) =>
        ["import", .. Session(session), .. FileOptions(settings, uuid).Select(o => $"--{o.Key}={o.Value}"), "--file", output, "--output", "yaml", path];

    /// <summary>A folder into a Dataset, or anything into a Screen.</summary>
    public static IReadOnlyList<string> Whole(ImportSettings settings, OmeroSession session, string uuid, Destination destination, string path)
    {
        List<string> command = ["import", .. Session(session), "--transfer=ln_s", "--no-upgrade", "--file", LogOf(uuid), "--errs", ErrorsOf(uuid)];
        if (settings.ParallelUpload is { } upload)
        {
            command.AddRange(["--parallel-upload", Number(upload)]);
        }

        if (settings.ParallelFilesets is { } filesets)
        {
            command.AddRange(["--parallel-fileset", Number(filesets)]);
        }

        command.AddRange(Skips(settings).SelectMany(s => new[] { "--skip", s }));
        command.AddRange(["--depth", "10", destination.Type == DestinationType.Screen ? "-r" : "-d", destination.IdText, path]);
        return command;
    }

    public static string LogOf(string uuid) => $"logs/cli.{uuid}.logs";

    public static string ErrorsOf(string uuid) => $"logs/cli.{uuid}.errs";

    private static IEnumerable<string> Skips(ImportSettings settings) => settings.SkipAll
        ? ["all"]
        : new[] { (settings.SkipChecksum, "checksum"), (settings.SkipMinmax, "minmax"), (settings.SkipThumbnails, "thumbnails"), (settings.SkipUpgrade, "upgrade") }
            .Where(s => s.Item1).Select(s => s.Item2);

    private static string[] Session(OmeroSession session) => ["-k", session.Key, "-s", session.Host, "-p", Number(session.Port)];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
