using System.CommandLine;
using Portal.CommandLine;

namespace Portal.TaxonFetches;

/// <summary>`portal taxa add|list|retry|clear-attention|priority|import|export|collections|collected`: what the pages do, for scripts.</summary>
public static class TaxonVerbs
{
    private sealed record OutcomeReply(IReadOnlyList<OutcomeLine> Items, Dictionary<string, int> Totals, int Input, bool HasProblems);

    private sealed record OutcomeLine(string Input, string Kind, long? TaxId, string? ScientificName, string? Rank, string Sentence, long? Runs, long? Passing, long? Bytes);

    private sealed record TaxonList(IReadOnlyList<TaxonLine> Items, string? Next);

    private sealed record TaxonLine(long TaxId, string ScientificName, string Status, string Stage, long Runs, long Passed, string? NeedsAttention, string? Error);

    public static Command Build(CommandConsole console) => new("taxa", "Taxa whose runs are followed.")
    {
        Add(console),
        List(console),
        Deed("retry", "Let a taxon that stopped with an error go on where it stopped.", console),
        Deed("clear-attention", "Say that what a taxon waited for was looked at.", console),
        Deed("check-now", "Look for runs without waiting for the interval.", console),
        Priority(console),
        Import(console),
        Export(console),
        CollectionVerbs.Collections(console),
        CollectionVerbs.Collected(console),
    };

    private static Command Add(CommandConsole console)
    {
        var ids = new Argument<string[]>("id") { Description = "NCBI taxon ids, such as 562 or txid562.", Arity = ArgumentArity.ZeroOrMore };
        var file = new Option<FileInfo?>("--file") { Description = "A file with ids, instead or as well.", HelpName = "FILE" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only tell what would become of them, with runs and bytes." };
        var all = new Option<bool>("--all-or-nothing") { Description = "Add none when one cannot be tracked." };
        var covered = new Option<bool>("--covered-too") { Description = "Also those a tracked taxon above brings anyway." };
        var exact = new Option<bool>("--exact") { Description = "Only the taxa themselves, nothing below them." };
        var options = new ApiOptions(console);
        var command = new Command("add", "Track taxa; print what became of each id.") { ids, file, dryRun, all, covered, exact };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var words = (parsed.GetValue(ids) ?? []).Concat(await WordsAsync(parsed.GetValue(file), cancellationToken)).ToList();
            if (words.Count == 0)
            {
                throw new CommandException(ExitCode.Usage, "Name at least one taxon id, or a file with ids.");
            }

            using var api = options.Connect(parsed);
            var reply = await api.PostAsync("taxa", new { taxonIds = words, dryRun = parsed.GetValue(dryRun), allOrNothing = parsed.GetValue(all), coveredToo = parsed.GetValue(covered), exact = parsed.GetValue(exact) }, cancellationToken);
            return await TellAsync(reply, parsed.GetValue(options.Json), console);
        });
        return command;
    }

    private static Command Import(CommandConsole console)
    {
        var file = new Argument<FileInfo>("file") { Description = "A tracker file, in any of its forms." };
        var options = new ApiOptions(console);
        var command = new Command("import", "Take over the taxa of an earlier tracker.") { file };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Connect(parsed);
            return await TellAsync(await api.PostFileAsync("taxa/import", Existing(parsed.GetRequiredValue(file)), "text/csv", cancellationToken), parsed.GetValue(options.Json), console);
        });
        return command;
    }

    private static Command Export(CommandConsole console)
    {
        var options = new ApiOptions(console);
        var command = new Command("export", "Print the tracker file in its last form.");
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Connect(parsed);
            await console.Out.WriteAsync((await api.GetAsync("taxa/tracker.csv", cancellationToken)).Text);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List(CommandConsole console)
    {
        var attention = new Option<bool>("--attention") { Description = "Only those that wait for a person." };
        var options = new ApiOptions(console);
        var command = new Command("list", "List tracked taxa, what waits for a person first.") { attention };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Connect(parsed);
            string? cursor = null;
            do
            {
                var reply = await api.GetAsync($"taxa?limit=500{(parsed.GetValue(attention) ? "&attention=true" : "")}{(cursor is null ? "" : $"&cursor={cursor}")}", cancellationToken);
                var page = reply.As<TaxonList>();
                foreach (var line in parsed.GetValue(options.Json) ? [reply.Text] : page.Items.Select(t =>
                    $"{t.TaxId}\t{t.ScientificName}\t{t.Status}\t{t.Stage}\t{t.Passed}/{t.Runs}\t{t.NeedsAttention ?? t.Error}".TrimEnd()))
                {
                    await console.Out.WriteLineAsync(line);
                }

                cursor = page.Next;
            }
            while (cursor is not null);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Deed(string name, string description, CommandConsole console)
    {
        var id = new Argument<long>("id") { Description = "The taxon's id." };
        var why = new Option<string?>("--why") { Description = "A reason for the audit log." };
        var options = new ApiOptions(console);
        var command = new Command(name, description) { id, why };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Connect(parsed);
            await api.PostAsync($"taxa/{parsed.GetValue(id)}/{name}", new { why = parsed.GetValue(why) }, cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Priority(CommandConsole console)
    {
        var id = new Argument<long>("id") { Description = "The taxon's id." };
        var priority = new Argument<int?>("priority") { Description = "0 pauses, 6 is urgent; nothing: as the stage says.", Arity = ArgumentArity.ZeroOrOne };
        var why = new Option<string?>("--why") { Description = "A reason for the audit log." };
        var options = new ApiOptions(console);
        var command = new Command("priority", "Say how urgent a taxon is, whatever its stage.") { id, priority, why };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Connect(parsed);
            await api.PostAsync($"taxa/{parsed.GetValue(id)}/priority", new { priority = parsed.GetValue(priority), why = parsed.GetValue(why) }, cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<int> TellAsync(ApiReply reply, bool json, CommandConsole console)
    {
        var outcomes = reply.As<OutcomeReply>();
        foreach (var line in json ? [reply.Text] : outcomes.Items.Select(Line).Append($"{outcomes.Input} ids: {string.Join(", ", outcomes.Totals.Select(t => $"{t.Value} {TaxonWords.OfKind(t.Key)}"))}."))
        {
            await console.Out.WriteLineAsync(line);
        }

        return outcomes.HasProblems ? ExitCode.Problems : ExitCode.Done;
    }

    private static string Line(OutcomeLine line)
    {
        var forecast = line.Runs is { } runs ? $" {runs:N0} runs{(line.Passing is { } passing ? $", {passing:N0} pass, {Common.Bytes.Say(line.Bytes ?? 0)}" : "")}." : "";
        return $"{line.Input}: {TaxonWords.OfKind(line.Kind)}{(line.ScientificName is { } name ? $": {name} ({line.TaxId}, {line.Rank})" : "")}. {line.Sentence}{forecast}";
    }

    private static async Task<IReadOnlyList<string>> WordsAsync(FileInfo? file, CancellationToken cancellationToken) =>
        file is null ? [] : [await File.ReadAllTextAsync(Existing(file).FullName, cancellationToken)];

    private static FileInfo Existing(FileInfo file) => file.Exists ? file : throw new CommandException(ExitCode.Usage, $"The file {file.FullName} does not exist.");
}
