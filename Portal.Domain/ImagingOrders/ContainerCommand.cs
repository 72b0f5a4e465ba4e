namespace Portal.Domain.ImagingOrders;

/// <summary>How a conversion's container is run for one file: the contract between importer and container.</summary>
public static class ContainerCommand
{
    /// <summary>Where a conversion puts what it made for good, beside the source.</summary>
    public const string ProcessedFolder = ".processed";

    private const string Registry = "docker.io/";

    /// <param name="temporary">Folder of the order on this machine, which is removed afterwards.</param>
    /// <param name="keepId">The container's files belong to whoever runs it.</param>
    /// <param name="unpacked">As apptainer has it: the image runs as a process of whoever starts it, and its files are theirs.</param>
    public static IReadOnlyList<string> Of(PreprocessingRow conversion, string file, string temporary, bool keepId, bool unpacked = false)
    {
        var alternative = conversion.AltOutputFolder ?? throw new RuleException("no-temporary-folder", "A conversion needs a folder for its temporary copy; this one names none.");
        var slash = file.LastIndexOf('/');
        var (images, temporaries, image) = ($"{file[..slash]}:{conversion.OutputFolder}", $"{temporary}:{alternative}", Image(conversion.Container));
        List<string> command = unpacked ? ["run", "--cleanenv", "--no-home", "--bind", images, "--bind", temporaries, $"docker://{image}"]
            : ["run", "--rm", .. keepId ? ["--userns=keep-id"] : Array.Empty<string>(), "-v", images, "-v", temporaries, image];
        command.AddRange(["--inputfile", $"{conversion.OutputFolder}/{file[(slash + 1)..]}"]);
        command.AddRange(conversion.Parameters.SelectMany(p => new[] { $"--{p.Key}", p.Value }));
        command.AddRange(["--outputfolder", $"{conversion.OutputFolder}/{ProcessedFolder}", "--altoutputfolder", alternative]);
        return command;
    }

    // A first part with a dot, a colon or localhost names a registry: the importer puts docker.io before it all the same, which no registry has.
    private static string Image(string container)
    {
        var first = container.Split('/')[0];
        var named = container.Contains('/', StringComparison.Ordinal) && (first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost");
        return named ? container : Registry + container;
    }
}
