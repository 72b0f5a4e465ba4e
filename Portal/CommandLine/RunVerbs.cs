using System.CommandLine;

namespace Portal.CommandLine;

/// <summary>`portal runs list|watch|retry|cancel`.</summary>
public static class RunVerbs
{
    public static Command Build(CommandConsole console) => new("runs", "See runs, follow one, retry or cancel it.")
    {
        List(console), Watch(console), Retry(console), Cancel(console),
    };

    private static Command List(CommandConsole console)
    {
        var state = new Option<string?>("--state") { Description = "Only runs in this state." };
        state.AcceptOnlyFromAmong("Queued", "Running", "Waiting", "Succeeded", "Failed", "Cancelled");
        var workflow = new Option<string?>("--workflow") { Description = "Only runs of this workflow." };
        var limit = new Option<int>("--limit") { Description = "How many, newest first.", DefaultValueFactory = _ => 50 };
        var options = new ApiOptions(console);
        var command = new Command("list", "List runs, newest first.") { state, workflow, limit };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Connect(parsed);
            var query = $"runs?limit={parsed.GetValue(limit)}{Filter("state", parsed.GetValue(state))}{Filter("workflow", parsed.GetValue(workflow))}";
            var reply = await api.GetAsync(query, cancellationToken);
            if (parsed.GetValue(options.Json))
            {
                await console.Out.WriteLineAsync(reply.Text);
                return ExitCode.Done;
            }
            await PrintAsync(console, reply.As<ApiPage<ApiRun>>());
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Watch(CommandConsole console)
    {
        var run = RunArgument();
        var options = new ApiOptions(console);
        var command = new Command("watch", "Follow a run until it ends.") { run };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Connect(parsed);
            var json = parsed.GetValue(options.Json);
            var reply = await new RunWatch(api, console, quiet: json).ToEndAsync(parsed.GetRequiredValue(run), cancellationToken);
            var ended = reply.As<ApiRun>();
            await console.Out.WriteLineAsync(json ? reply.Text : RunSentence.Of(ended));
            return ended.Succeeded ? ExitCode.Done : ExitCode.Problems;
        });
        return command;
    }

    private static Command Retry(CommandConsole console)
    {
        var command = new Command("retry", "Retry a run from its failed step.");
        return Ask(command, new Option<string?>("--why") { Description = "Why, for the record." }, "retry", "will be retried", console);
    }

    private static Command Cancel(CommandConsole console)
    {
        var command = new Command("cancel", "Cancel a run at its next safe point.");
        return Ask(command, new Option<string?>("--why") { Description = "Why, for the record.", Required = true }, "cancel", "is being cancelled", console);
    }

    private static Command Ask(Command command, Option<string?> why, string verb, string outcome, CommandConsole console)
    {
        var run = RunArgument();
        var options = new ApiOptions(console);
        command.Add(run);
        command.Add(why);
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Connect(parsed);
            var name = parsed.GetRequiredValue(run);
            var reply = await api.PostAsync($"runs/{Uri.EscapeDataString(name)}/{verb}", new { why = parsed.GetValue(why) }, cancellationToken);
            await console.Out.WriteLineAsync(parsed.GetValue(options.Json) ? reply.Text : $"Run {name} {outcome}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> RunArgument() => new("run") { Description = "Its number (48231 or R-48231) or id." };

    private static string Filter(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static async Task PrintAsync(CommandConsole console, ApiPage<ApiRun> page)
    {
        await console.Out.WriteLineAsync($"{"Run",-10} {"State",-10} {"Workflow",-16} {"Created",-17} Subject");
        foreach (var run in page.Items)
        {
            await console.Out.WriteLineAsync(
                $"{run.Name,-10} {run.State,-10} {run.Workflow,-16} {run.CreatedAt?.ToLocalTime(),-17:yyyy-MM-dd HH:mm} {run.Subject}{Remark(run)}");
        }
        if (page.Cursor is not null)
        {
            await console.Error.WriteLineAsync("There are more; narrow the list with --state or --workflow, or raise --limit.");
        }
    }

    private static string Remark(ApiRun run) =>
        run.Failure is { } failure ? $"  {failure}" : run.Warnings > 0 ? $"  {RunSentence.Warnings(run.Warnings)}" : "";
}
