using System.CommandLine;
using Portal.CommandLine;

namespace Portal.GenomeCatalogues;

/// <summary>`portal catalogues scan|import|update-metadata|publish`: what the wizard does, for scripts. Positions and flags are the reference's.</summary>
public static class CatalogueVerbs
{
    private sealed record PublishedReply(IReadOnlyList<string> PublishedSlugs, IReadOnlyList<string> RetiredSlugs);

    public static Command Build(CommandConsole console) => new("catalogues", "Genome catalogues, from a results folder to a published release.")
    {
        Of(new Command("scan", "Look at every genome of a results folder; print everything that is wrong, and what an import would change."), "scans", alwaysMetadata: false, console),
        Of(new Command("import", "Import a results folder as a release that is ready to publish, whole or not at all."), "imports", alwaysMetadata: false, console),
        Of(new Command("update-metadata", "Read only the genomes' JSON again; annotations and files stay as they are."), "imports", alwaysMetadata: true, console),
        Publish(console),
    };

    private static Command Of(Command command, string door, bool alwaysMetadata, CommandConsole console)
    {
        var wish = new WishArguments(alwaysMetadata);
        var strict = new Option<bool>("--strict") { Description = "Exit with 2 when there are only warnings." };
        var options = new ApiOptions(console);
        wish.AddTo(command);
        command.Add(strict);
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Connect(parsed);
            var json = parsed.GetValue(options.Json);
            var started = (await api.PostAsync($"genome-catalogues/{door}", wish.Read(parsed), cancellationToken)).As<ApiRun>();
            var reply = await new RunWatch(api, console, quiet: json).ToEndAsync(started.Id, cancellationToken);
            var run = reply.As<ApiRun>();
            foreach (var line in json ? [reply.Text] : await ReportAsync(api, reply, run, cancellationToken))
            {
                await console.Out.WriteLineAsync(line);
            }
            return !run.Succeeded ? ExitCode.Problems : parsed.GetValue(strict) && run.Warnings > 0 ? ExitCode.OnlyWarnings : ExitCode.Done;
        });
        return command;
    }

    private static Command Publish(CommandConsole console)
    {
        var slugs = new Argument<string[]>("catalogue") { Description = "Addresses of the releases, such as human-gut-v2-0; all of them become public at once.", Arity = ArgumentArity.OneOrMore };
        var why = new Option<string?>("--why") { Description = "A reason for the audit log." };
        var options = new ApiOptions(console);
        var command = new Command("publish", "Make releases public that are ready; the ones they supersede retire.") { slugs, why };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Connect(parsed);
            var reply = await api.PostAsync("genome-catalogues/publish", new { catalogues = parsed.GetRequiredValue(slugs), why = parsed.GetValue(why) }, cancellationToken);
            var told = reply.As<PublishedReply>();
            var lines = told.PublishedSlugs.Select(s => $"Published {s}.").Concat(told.RetiredSlugs.Select(s => $"Retired {s}."));
            foreach (var line in parsed.GetValue(options.Json) ? [reply.Text] : lines)
            {
                await console.Out.WriteLineAsync(line);
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<IReadOnlyList<string>> ReportAsync(PortalApi api, ApiReply reply, ApiRun run, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        if (reply.As<RunFiles>().Artifacts?.LastOrDefault(a => a.Name == "problems.tsv") is { } report)
        {
            var table = (await api.GetAsync($"runs/{Uri.EscapeDataString(run.Id)}/artifacts/{report.Id}", cancellationToken)).Text;
            lines.AddRange(table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split('\t')).Where(c => c.Length == 5).Select(c => $"{(c[3].Length > 0 ? c[3] : "folder")}: {c[0]} {c[1]}: {c[4]}"));
        }
        lines.AddRange((run.Steps ?? []).Where(s => s is { Name: "compare-with-release" or "validate-import", Outcome: not null }).Select(s => $"{s.Title}: {s.Outcome}"));
        return [.. lines, RunSentence.Of(run)];
    }

    private sealed record RunFiles(IReadOnlyList<RunFile>? Artifacts);

    private sealed record RunFile(string Id, string Name);
}
