using System.CommandLine;
using System.Security.Cryptography;
using Portal.CommandLine;

namespace Portal.TaxonFetches;

/// <summary>`portal taxa collections|collected`: what a collector on another machine needs.</summary>
internal static class CollectionVerbs
{
    private sealed record ReadyList(IReadOnlyList<ReadyLine> Items);

    private sealed record ReadyLine(Guid WorkerId, string Name, long TaxId, string ScientificName, string? Address, long Bytes, string? Doubt, IReadOnlyList<ReadyRun> Runs);

    private sealed record StateReply(string State, int Collected, int Left);

    public static Command Collections(CommandConsole console)
    {
        var options = new ApiOptions(console);
        var command = new Command("collections", "List the workers whose data are ready to be collected, with their addresses.");
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Connect(parsed);
            var reply = await api.GetAsync("collections/ready", cancellationToken);
            foreach (var line in parsed.GetValue(options.Json) ? [reply.Text] : reply.As<ReadyList>().Items.Select(w => $"{w.WorkerId}\t{w.Name}\t{w.TaxId}\t{w.Address}\t{w.Runs.Count}\t{w.Bytes}\t{w.Doubt}".TrimEnd()))
            {
                await console.Out.WriteLineAsync(line);
            }

            return ExitCode.Done;
        });
        return command;
    }

    public static Command Collected(CommandConsole console)
    {
        var id = new Argument<Guid>("worker") { Description = "The worker’s id." };
        var folder = new Argument<DirectoryInfo?>("folder") { Description = "Where its files lie now, each in the folder of its run; sizes and checksums are taken from them.", Arity = ArgumentArity.ZeroOrOne };
        var failed = new Option<string?>("--failed") { Description = "It could not be collected: why.", HelpName = "REASON" };
        var options = new ApiOptions(console);
        var command = new Command("collected", "Report that the files of a worker were fetched, or why not.") { id, folder, failed };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Connect(parsed);
            var worker = parsed.GetValue(id);
            if (parsed.GetValue(failed) is { } reason)
            {
                await api.PostAsync($"collections/{worker}/failed", new { reason }, cancellationToken);
                return ExitCode.Done;
            }

            var place = parsed.GetValue(folder) is { Exists: true } there ? there : throw new CommandException(ExitCode.Usage, "Name the folder the files lie in now, or say --failed with the reason.");
            var ready = (await api.GetAsync("collections/ready", cancellationToken)).As<ReadyList>().Items.FirstOrDefault(w => w.WorkerId == worker)
                ?? throw new CommandException(ExitCode.Problems, "Nothing of this worker waits to be collected.");
            var reply = await api.PostAsync($"collections/{worker}/collected", await ReportAsync(ready, place, cancellationToken), cancellationToken);
            var state = reply.As<StateReply>();
            await console.Out.WriteLineAsync(parsed.GetValue(options.Json) ? reply.Text : $"{ready.Name}: {state.Collected} collected, {state.Left} left.");
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<CollectedReport> ReportAsync(ReadyLine ready, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        List<CollectedRun> runs = [];
        foreach (var run in ready.Runs)
        {
            List<CollectedFile> files = [];
            foreach (var file in run.Files.Select(f => new FileInfo(Path.Combine(folder.FullName, run.Run, f.Name))))
            {
                if (!file.Exists)
                {
                    throw new CommandException(ExitCode.Problems, $"{file.FullName} is not there; nothing was reported.");
                }

                await using var content = file.OpenRead();
                files.Add(new(file.Name, file.Length, Convert.ToHexStringLower(await CryptographicOperations.HashDataAsync(HashAlgorithmName.MD5, content, cancellationToken))));
            }

            runs.Add(new(run.Run, files));
        }

        return new(runs);
    }
}
