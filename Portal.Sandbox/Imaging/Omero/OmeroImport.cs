using System.Globalization;

namespace Portal.Sandbox.Imaging.Omero;

/// <summary>
/// What <c>omero import</c> and <c>omero zarr import</c> do. What becomes of a file its name says: fail and missing fail in words, boom breaks
/// off, hollow is said to be there and is not, transient fails the first time only, and the name of an error of a server that lost its thread
/// the first two times, with always in it every time; slow takes a while, gated until the stand-in's folder has a file named open, and hang for ever.
/// </summary>
internal sealed class OmeroImport(StandInFolder folder, TextWriter errors)
{
    private static readonly TimeSpan Slowly = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);
    private static readonly string[] Lost = ["Ice.ObjectNotExistException", "INTERNAL_EXCEPTION", "Ice.ConnectionLostException", "Ice.ConnectionRefusedException", "Ice.TimeoutException"];

    public async Task<int> RunAsync(OmeroArguments arguments, OmeroThing session, string path, TextWriter output)
    {
        await Task.Delay(folder.Faults().ImportMs);
        var files = Directory.Exists(path) ? [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
            : File.Exists(path) ? new[] { path } : throw Complain(arguments, $"java.io.FileNotFoundException: {path}");
        var made = new List<string>();
        foreach (var file in files)
        {
            if (await TroubleAsync(Path.GetFileName(file)) is { } trouble)
            {
                throw Complain(arguments, trouble);
            }

            made.Add(Import(arguments, session, file));
            if (arguments["-r"] is not null)
            {
                break; // a plate is one fileset, whatever it is made of
            }
        }

        if (arguments["--output"] == "yaml" && arguments["--file"] is { } told)
        {
            await File.WriteAllTextAsync(told, $"---\n{string.Concat(made)}");
        }
        else
        {
            await output.WriteLineAsync(string.Concat(made));
        }

        return 0;
    }

    public async Task<int> RegisterAsync(OmeroArguments arguments, OmeroThing session, string path)
    {
        await Task.Delay(folder.Faults().ImportMs);
        if (!Directory.Exists(path) || await TroubleAsync(Path.GetFileName(path.TrimEnd('/'))) is not null)
        {
            throw new OmeroDiesException(1, $"{path}: not a zarr");
        }

        // It registers no plates, and says so without failing.
        if (File.Exists(Path.Combine(path, ".zattrs")) && (await File.ReadAllTextAsync(Path.Combine(path, ".zattrs"))).Contains("\"plate\"", StringComparison.Ordinal))
        {
            await errors.WriteLineAsync("Plate import not yet supported");
            return 0;
        }

        using var held = folder.Hold();
        var things = new OmeroThings(folder.At("things.jsonl"));
        var image = things.Add("Image", session.Owner, session.Group, new Dictionary<string, string> { ["name"] = arguments["--name"] ?? Path.GetFileName(path), ["lsid"] = path });
        if (arguments["--target"] is { } target)
        {
            things.Add("DatasetImageLink", session.Owner, session.Group, new Dictionary<string, string> { ["parent"] = $"Dataset:{target.Split(':')[^1]}", ["child"] = image.Proxy });
        }

        return 0;
    }

    private static async Task<string?> WaitAsync(TimeSpan time)
    {
        await Task.Delay(time);
        return null;
    }

    private async Task<string?> GateAsync()
    {
        while (!File.Exists(folder.At("open")))
        {
            await Task.Delay(Glance);
        }

        return null;
    }

    private Task<string?> TroubleAsync(string name) => name switch
    {
        _ when name.Contains("hang", StringComparison.Ordinal) => WaitAsync(Timeout.InfiniteTimeSpan),
        _ when name.Contains("slow", StringComparison.Ordinal) => WaitAsync(Slowly),
        _ when name.Contains("gated", StringComparison.Ordinal) => GateAsync(),
        _ when Lost.FirstOrDefault(l => name.Contains(l, StringComparison.Ordinal)) is { } lost => Task.FromResult(folder.Before($"lost {name}") < 2 || name.Contains("always", StringComparison.Ordinal) ? $"{lost}: the server is gone" : null),
        _ when name.Contains("fail", StringComparison.Ordinal) => Task.FromResult<string?>($"loci.formats.UnknownFormatException: Unknown file format: {name}"),
        _ when name.Contains("missing", StringComparison.Ordinal) => Task.FromResult<string?>($"java.io.FileNotFoundException: {name}"),
        _ when name.Contains("boom", StringComparison.Ordinal) => Task.FromResult<string?>("java.lang.OutOfMemoryError: Java heap space"),
        _ when name.Contains("transient", StringComparison.Ordinal) && folder.Before($"transient {name}") == 0 => Task.FromResult<string?>("Ice.ConnectionLostException: the connection was lost"),
        _ => Task.FromResult<string?>(null),
    };

    // On its error stream, or in the file that was named for it.
    private OmeroDiesException Complain(OmeroArguments arguments, string words)
    {
        if (arguments["--errs"] is { } file)
        {
            File.WriteAllText(file, $"ERROR [main] {words}\n");
        }
        else
        {
            errors.WriteLine(words);
        }

        return new(3, "omero import: 1 file could not be imported");
    }

    private string Import(OmeroArguments arguments, OmeroThing session, string file)
    {
        using var held = folder.Hold();
        if (file.Contains("hollow", StringComparison.Ordinal))
        {
            return "- Fileset: 999999\n  Image: [999999]\n";
        }

        var things = new OmeroThings(folder.At("things.jsonl"));
        var prefix = string.Create(CultureInfo.InvariantCulture, $"{session.Owner}_2/2026-11/22/{Guid.NewGuid():N}/");
        var fileset = things.Add("Fileset", session.Owner, session.Group, new Dictionary<string, string> { ["clientPath"] = file.TrimStart('/'), ["templatePrefix"] = prefix });
        var image = things.Add("Image", session.Owner, session.Group, new Dictionary<string, string> { ["name"] = Path.GetFileName(file), ["fileset"] = fileset.Proxy });
        Directory.CreateDirectory(folder.At($"ManagedRepository/{prefix}"));
        File.CreateSymbolicLink(folder.At($"ManagedRepository/{prefix}{Path.GetFileName(file)}"), file);
        if (arguments["-d"] is { } dataset)
        {
            things.Add("DatasetImageLink", session.Owner, session.Group, new Dictionary<string, string> { ["parent"] = $"Dataset:{dataset}", ["child"] = image.Proxy });
        }

        if (arguments["-r"] is { } screen)
        {
            var plate = things.Add("Plate", session.Owner, session.Group, new Dictionary<string, string> { ["name"] = Path.GetFileName(file), ["fileset"] = fileset.Proxy });
            things.Add("ScreenPlateLink", session.Owner, session.Group, new Dictionary<string, string> { ["parent"] = $"Screen:{screen}", ["child"] = plate.Proxy });
            return $"- Fileset: {fileset.Id}\n  Plate: [{plate.Id}]\n";
        }

        return $"- Fileset: {fileset.Id}\n  Image: [{image.Id}]\n";
    }
}
