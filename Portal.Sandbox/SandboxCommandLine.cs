using System.Globalization;

namespace Portal.Sandbox;

internal sealed record SandboxCommandLine(SandboxOptions Options, bool ExitWithParent)
{
    public const string Usage =
        "Usage: Portal.Sandbox [--data DIR] [--exit-with-parent] [--seed demo|none] [--data-service FILE.json] [--objects FILE.json] [--port N] [--s3-port N]";

    public static SandboxCommandLine Parse(IReadOnlyList<string> args)
    {
        var (options, exitWithParent) = (new SandboxOptions(), false);
        SandboxSeed? seed = null;
        for (var i = 0; i < args.Count; i++)
        {
            string Value() => ++i < args.Count ? args[i] : throw new FormatException($"{args[i - 1]} needs a value.");
            switch (args[i])
            {
                case "--exit-with-parent":
                    exitWithParent = true;
                    break;
                case "--data":
                    options = options with { DataDirectory = Value() };
                    options = options with { DropletDirectory = Path.GetFullPath(Path.Combine(options.DataDirectory, "droplets")) };
                    break;
                case "--seed":
                    seed = ReadSeed(Value());
                    break;
                case "--data-service":
                    options = options with { DataServiceFile = Existing(Value()) };
                    break;
                case "--objects":
                    options = options with { ObjectsFile = Existing(Value()) };
                    break;
                case "--port":
                    options = options with { Port = ReadPort(Value()) };
                    break;
                case "--s3-port":
                    options = options with { S3Port = ReadPort(Value()) };
                    break;
                default:
                    throw new FormatException($"{args[i]} is no option of the sandbox.");
            }
        }

        // Without a word about it there is something to try out.
        var hasOwnWorld = options.DataServiceFile is not null || options.ObjectsFile is not null;
        return new(options with { Seed = seed ?? (hasOwnWorld ? SandboxSeed.None : SandboxSeed.Demo) }, exitWithParent);
    }

    private static SandboxSeed ReadSeed(string text) => text switch
    {
        "demo" => SandboxSeed.Demo,
        "none" => SandboxSeed.None,
        _ => throw new FormatException($"--seed is demo or none, not {text}."),
    };

    private static int ReadPort(string text) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out var port) && port is >= 0 and <= 65535
            ? port
            : throw new FormatException($"{text} is no port.");

    private static string Existing(string path) => File.Exists(path) ? path : throw new FormatException($"There is no file {path}.");
}
