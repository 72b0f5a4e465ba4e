using System.Globalization;
using System.Text.Json;
using Portal.Sandbox.Imaging.Omero;

namespace Portal.Sandbox.Imaging.Containers;

/// <summary>
/// Behaves as podman does for the converters: one run, two copies of the result, and a JSON list as its last line. What becomes of a file its
/// name says: bad fails, wordless says nothing, chatty says more after its list, unlisted says no list, multi gives two images, busy finds its
/// mount busy the first time, nocopy writes no temporary copy, slow takes a while and hang for ever, which only <c>rm</c> ends.
/// </summary>
public sealed class ContainerStandIn(string folder, TextWriter output, TextWriter errors)
{
    private static readonly TimeSpan Slowly = TimeSpan.FromSeconds(5);
    private const string Volume = "volume=";
    private readonly StandInFolder _folder = new(folder);

    /// <returns>Exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> command)
    {
        _folder.Record("podman", command);
        var left = new LeftContainers(_folder);
        switch (command)
        {
            case ["ps", "--quiet", "--filter", var filter] when filter.StartsWith(Volume, StringComparison.Ordinal):
                await output.WriteAsync(string.Concat(left.With(filter[Volume.Length..]).Select(id => $"{id}\n")));
                return 0;
            case ["rm", "--force", ..]:
                command.Skip(2).Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToList().ForEach(left.Remove);
                return 0;
        }

        if (command is not ["run", "--rm", ..])
        {
            await errors.WriteLineAsync($"Error: unrecognized command {string.Join(' ', command)}");
            return 125;
        }

        var (mounts, image, options) = Read(command);
        var source = Outside(mounts, options["inputfile"]);
        var name = Path.GetFileName(source);
        if (name.Contains("busy", StringComparison.Ordinal) && _folder.Before($"busy {name}") == 0)
        {
            await errors.WriteLineAsync($"Error: statfs {Path.GetDirectoryName(source)}: device or resource busy");
            return 125;
        }

        if (name.Contains("hang", StringComparison.Ordinal))
        {
            await left.RunAsync(mounts.Values);
            return 137;
        }

        await Task.Delay(name.Contains("slow", StringComparison.Ordinal) ? Slowly : TimeSpan.FromMilliseconds(_folder.Faults().ConvertMs));
        await output.WriteLineAsync($"reading {name}");
        if (name.Contains("bad", StringComparison.Ordinal) || !File.Exists(source))
        {
            await output.WriteLineAsync($"Traceback: {name} is no file of this kind");
            return 2;
        }

        var list = JsonSerializer.Serialize(Stems(name, options).Select(stem => Make(mounts, options, image, stem, keep: !name.Contains("nocopy", StringComparison.Ordinal))).ToList());
        await output.WriteLineAsync(name switch
        {
            _ when name.Contains("wordless", StringComparison.Ordinal) => "",
            _ when name.Contains("unlisted", StringComparison.Ordinal) => """{"name":"no list"}""",
            _ when name.Contains("chatty", StringComparison.Ordinal) => list + "\nall done, good bye",
            _ => list,
        });
        return 0;
    }

    private static IEnumerable<string> Stems(string name, Dictionary<string, string> options)
    {
        var stem = Path.GetFileNameWithoutExtension(name) + (options.GetValueOrDefault("image_uuid") is { } image ? $"_{image}" : "");
        return name.Contains("multi", StringComparison.Ordinal) ? [$"{stem}_t1", $"{stem}_t2"] : [stem];
    }

    private static object Make(IReadOnlyDictionary<string, string> mounts, Dictionary<string, string> options, string image, string stem, bool keep)
    {
        var zarr = image.Contains("biomero-converter", StringComparison.Ordinal);
        var file = stem + (zarr ? ".ome.zarr" : ".ome.tiff");
        Write($"{Outside(mounts, options["outputfolder"])}/{file}", zarr);
        if (keep)
        {
            Write($"{Outside(mounts, options["altoutputfolder"])}/{file}", zarr);
        }

        return new Dictionary<string, object?>
        {
            ["name"] = $"Experiment {stem}",
            ["full_path"] = $"{options["outputfolder"]}/{file}",
            ["alt_path"] = keep ? $"{options["altoutputfolder"]}/{file}" : null,
            ["keyvalues"] = new object[] { new { channel_mins = new[] { 1, 2 } }, new { experiment_name = stem } },
        };
    }

    private static void Write(string path, bool zarr)
    {
        Directory.CreateDirectory(zarr ? $"{path}/0" : Path.GetDirectoryName(path)!);
        File.WriteAllText(zarr ? $"{path}/.zattrs" : path, zarr ? """{"multiscales":[]}""" : "pixels");
    }

    private static string Outside(IReadOnlyDictionary<string, string> mounts, string path) =>
        mounts.Where(m => path == m.Key || path.StartsWith(m.Key + "/", StringComparison.Ordinal)).Select(m => m.Value + path[m.Key.Length..]).FirstOrDefault() ?? path;

    private static (IReadOnlyDictionary<string, string> Mounts, string Image, Dictionary<string, string> Options) Read(IReadOnlyList<string> command)
    {
        var (mounts, image, options) = (new Dictionary<string, string>(StringComparer.Ordinal), "", new Dictionary<string, string>(StringComparer.Ordinal));
        for (var i = 2; i < command.Count; i++)
        {
            if (image.Length == 0 && command[i] == "-v" && command[++i].LastIndexOf(':') is var at)
            {
                mounts[command[i][(at + 1)..]] = command[i][..at];
            }
            else if (image.Length == 0 && !command[i].StartsWith('-'))
            {
                image = command[i];
            }
            else if (image.Length > 0)
            {
                options[command[i][2..]] = command[++i];
            }
        }

        return (mounts, image, options);
    }
}
