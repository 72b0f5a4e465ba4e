using System.CommandLine;

namespace Portal.CommandLine;

/// <summary>`portal runs retry|cancel`: one run, or with --all everything that matches.</summary>
internal static class RunDeedVerbs
{
    public static Command Retry(CommandConsole console) => Build(
        new Command("retry", "Retry a run from its failed step; with --all every failed run that matches, as a batch."),
        new Option<string?>("--why") { Description = "Why, for the record." }, "will be retried", console);

    public static Command Cancel(CommandConsole console) => Build(
        new Command("cancel", "Cancel a run at its next safe point; with --all every run that matches, as a batch."),
        new Option<string?>("--why") { Description = "Why, for the record.", Required = true }, "is being cancelled", console);

    private static Command Build(Command command, Option<string?> why, string outcome, CommandConsole console)
    {
        var run = new Argument<string?>("run") { Description = "Its number (48231 or R-48231) or id.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "Everything that matches the filter; without a filter, everything." };
        var noWait = new Option<bool>("--no-wait") { Description = "With --all: do not follow the batch to its end." };
        var filter = new RunFilterOptions();
        var options = new ApiOptions(console);
        command.Add(run);
        command.Add(all);
        filter.AddTo(command);
        command.Add(why);
        command.Add(noWait);
        options.AddTo(command);
        command.Validators.Add(given =>
        {
            if (given.GetValue(run) is null != given.GetValue(all))
            {
                given.AddError("Name one run, or say --all and which.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Connect(parsed);
            var json = parsed.GetValue(options.Json);
            if (parsed.GetValue(run) is { } name)
            {
                if (filter.Values(parsed).Count > 0)
                {
                    throw new CommandException(ExitCode.Usage, "A filter goes with --all; one run is named alone.");
                }
                var reply = await api.PostAsync($"runs/{Uri.EscapeDataString(name)}/{command.Name}", new { why = parsed.GetValue(why) }, cancellationToken);
                await console.Out.WriteLineAsync(json ? reply.Text : $"Run {name} {outcome}.");
                return ExitCode.Done;
            }
            var batch = await api.PostAsync($"runs/{command.Name}", new { filter = filter.Values(parsed), why = parsed.GetValue(why) }, cancellationToken);
            return await new BatchWatch(api, console, quiet: json).ToEndAsync(batch, follow: !parsed.GetValue(noWait), cancellationToken);
        });
        return command;
    }
}
