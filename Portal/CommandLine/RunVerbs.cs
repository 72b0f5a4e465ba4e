using System.CommandLine;

namespace Portal.CommandLine;

/// <summary>`portal runs …`: see runs and follow them; what changes them is in <see cref="RunDeedVerbs"/> and <see cref="RunStartVerbs"/>.</summary>
public static class RunVerbs
{
    public static Command Build(CommandConsole console) => new("runs", "See runs, follow one, start, answer, retry or cancel; one or many.")
    {
        List(console), Show(console), Watch(console),
        RunStartVerbs.Start(console), RunStartVerbs.Again(console), RunStartVerbs.Answer(console),
        RunDeedVerbs.Retry(console), RunDeedVerbs.Cancel(console),
    };

    internal static Argument<string> RunArgument() => new("run") { Description = "Its number (48231 or R-48231) or id." };

    private static Command List(CommandConsole console)
    {
        var filter = new RunFilterOptions();
        var limit = new Option<int>("--limit") { Description = "How many, newest first.", DefaultValueFactory = _ => 50 };
        var options = new ApiOptions(console);
        var command = new Command("list", "List runs, newest first.") { limit };
        filter.AddTo(command);
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Connect(parsed);
            var query = string.Concat(filter.Values(parsed).Select(v => $"&{v.Key}={Uri.EscapeDataString(v.Value)}"));
            var reply = await api.GetAsync($"runs?limit={parsed.GetValue(limit)}{query}", cancellationToken);
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

    private static Command Show(CommandConsole console)
    {
        var run = RunArgument();
        var options = new ApiOptions(console);
        var command = new Command("show", "Show a run: where it is, its steps, what it asks.") { run };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Connect(parsed);
            var reply = await api.GetAsync($"runs/{Uri.EscapeDataString(parsed.GetRequiredValue(run))}", cancellationToken);
            foreach (var line in parsed.GetValue(options.Json) ? [reply.Text] : RunSheet.Of(reply.As<ApiRun>()))
            {
                await console.Out.WriteLineAsync(line);
            }
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
            return await WatchAsync(api, console, parsed.GetRequiredValue(run), parsed.GetValue(options.Json), cancellationToken);
        });
        return command;
    }

    internal static async Task<int> WatchAsync(PortalApi api, CommandConsole console, string run, bool json, CancellationToken cancellationToken)
    {
        var reply = await new RunWatch(api, console, quiet: json).ToEndAsync(run, cancellationToken);
        var ended = reply.As<ApiRun>();
        await console.Out.WriteLineAsync(json ? reply.Text : RunSentence.Of(ended));
        return ended.Succeeded ? ExitCode.Done : ExitCode.Problems;
    }

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
            await console.Error.WriteLineAsync("There are more; narrow the list, or raise --limit.");
        }
    }

    private static string Remark(ApiRun run) => run switch
    {
        { Failure: { } failure } => $"  {failure}",
        { Asks: true } => $"  asks: {run.WaitingFor}",
        { Warnings: > 0 } => $"  {RunSentence.Warnings(run.Warnings)}",
        _ => "",
    };
}
