using System.CommandLine;
using Portal.CommandLine;

namespace Portal.GenomeCatalogues;

/// <summary>`portal biomes import FILE`: a newer GOLD hierarchy.</summary>
public static class BiomeVerbs
{
    private sealed record Reply(int Added);

    public static Command Build(CommandConsole console) => new("biomes", "The GOLD biome hierarchy.") { Import(console) };

    private static Command Import(CommandConsole console)
    {
        var file = new Argument<FileInfo>("file") { Description = "One biome a line: indented with two blanks a level below “root”, or whole lineages (root:…)." };
        var options = new ApiOptions(console);
        var command = new Command("import", "Add biomes that are new, and put right how they are spelled. None is removed.") { file };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var outline = parsed.GetRequiredValue(file);
            if (!outline.Exists)
            {
                throw new CommandException(ExitCode.Usage, $"The file {outline.FullName} does not exist.");
            }
            using var api = options.Connect(parsed);
            var reply = await api.PostAsync("biomes", new { outline = await File.ReadAllTextAsync(outline.FullName, cancellationToken) }, cancellationToken);
            await console.Out.WriteLineAsync(parsed.GetValue(options.Json) ? reply.Text : $"{Sentence(reply.As<Reply>().Added)} added; the others were known.");
            return ExitCode.Done;
        });
        return command;
    }

    private static string Sentence(int added) => added == 1 ? "1 biome was" : $"{added:N0} biomes were";
}
