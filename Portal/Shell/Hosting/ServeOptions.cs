using System.Globalization;
using Portal.Jobs.Runs;

namespace Portal.Shell.Hosting;

/// <summary>What <c>portal serve</c> was told; everything it does not know goes to the host's configuration.</summary>
public sealed record ServeOptions
{
    public bool Demo { get; init; }

    /// <summary>The data folder: private database, files, demo credentials.</summary>
    public string Data { get; init; } = ".portal";

    /// <summary>Null: as configured (<c>Urls</c>).</summary>
    public int? Port { get; init; }

    /// <summary>A program that stands in for the outside world in a demonstration, and tells its addresses.</summary>
    public string? Companion { get; init; }

    public NodeRole Role { get; init; }
    public IReadOnlyList<string> Rest { get; init; } = [];

    /// <exception cref="FormatException">In words, for the person who typed it.</exception>
    public static ServeOptions Parse(IReadOnlyList<string> args)
    {
        var options = new ServeOptions();
        var rest = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            var (name, inline) = args[i].Split('=', 2) is [var n, var v] ? (n, v) : (args[i], null);
            switch (name)
            {
                case "serve" when i == 0: break;
                case "--demo": options = options with { Demo = true }; break;
                case "--data": options = options with { Data = Value() }; break;
                case "--port": options = options with { Port = PortOf(Value()) }; break;
                case "--companion": options = options with { Companion = Value() }; break;
                case "--role": options = options with { Role = RoleOf(Value()) }; break;
                default: rest.Add(args[i]); break;
            }

            string Value() => inline ?? (++i < args.Count ? args[i] : throw new FormatException($"{name} needs a value."));
        }

        return options with { Rest = rest, Data = Path.GetFullPath(options.Data) };
    }

    private static int PortOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 0 and <= 65535
        ? port
        : throw new FormatException($"--port must be a number from 0 to 65535, not “{text}”.");

    private static NodeRole RoleOf(string text) => Enum.TryParse<NodeRole>(text, ignoreCase: true, out var role)
        ? role
        : throw new FormatException($"--role must be web, worker or all, not “{text}”.");
}
