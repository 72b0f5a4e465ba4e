using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.CommandLine;

/// <summary>`portal runs start|again|answer`: what is filled in comes as NAME=VALUE.</summary>
internal static class RunStartVerbs
{
    public static Command Start(CommandConsole console)
    {
        var workflow = new Argument<string>("workflow") { Description = "Its stable name." };
        var values = Values("Parameters of its form.");
        var subject = new Option<string?>("--subject") { Description = "What it is about, in words." };
        var scope = new Option<string?>("--scope") { Description = "What it belongs to: study:SD_…, or * for the whole portal." };
        var notBefore = new Option<DateTimeOffset?>("--not-before") { Description = "When it may begin." };
        var priority = new Option<int?>("--priority") { Description = "Higher ones go first." };
        return Build(new Command("start", "Start a run by hand.") { workflow, values, subject, scope, notBefore, priority }, console, async (api, parsed, cancellationToken) =>
            await api.PostAsync("runs", new
            {
                workflow = parsed.GetRequiredValue(workflow),
                parameters = Object(parsed.GetValue(values)),
                subject = parsed.GetValue(subject),
                scope = parsed.GetValue(scope),
                dueAt = parsed.GetValue(notBefore),
                priority = parsed.GetValue(priority),
            }, cancellationToken));
    }

    public static Command Again(CommandConsole console)
    {
        var run = RunVerbs.RunArgument();
        var values = Values("Parameters to change; the others stay as they were.");
        return Build(new Command("again", "Run something again, as a new run.") { run, values }, console, async (api, parsed, cancellationToken) =>
        {
            var name = Uri.EscapeDataString(parsed.GetRequiredValue(run));
            var edited = Object(parsed.GetValue(values));
            if (edited.Count == 0)
            {
                return await api.PostAsync($"runs/{name}/again", new { }, cancellationToken);
            }
            var before = (await api.GetAsync($"runs/{name}", cancellationToken)).As<ApiRun>();
            var parameters = before.Parameters is { ValueKind: JsonValueKind.Object } had ? JsonObject.Create(had)! : [];
            foreach (var (key, value) in edited)
            {
                parameters[key] = value?.DeepClone();
            }
            return await api.PostAsync($"runs/{name}/again", new { parameters }, cancellationToken);
        });
    }

    public static Command Answer(CommandConsole console)
    {
        var run = RunVerbs.RunArgument();
        var values = Values("Fields of the question's form; `portal runs show` lists them.");
        return Build(new Command("answer", "Answer what a run asks.") { run, values }, console, (api, parsed, cancellationToken) =>
            api.PostAsync($"runs/{Uri.EscapeDataString(parsed.GetRequiredValue(run))}/answer", Object(parsed.GetValue(values)), cancellationToken));
    }

    private static Command Build(Command command, CommandConsole console, Func<PortalApi, ParseResult, CancellationToken, Task<ApiReply>> deed)
    {
        var watch = new Option<bool>("--watch") { Description = "Follow the run until it ends." };
        var options = new ApiOptions(console);
        command.Add(watch);
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Connect(parsed);
            var json = parsed.GetValue(options.Json);
            var reply = await deed(api, parsed, cancellationToken);
            var run = reply.As<ApiRun>();
            if (parsed.GetValue(watch))
            {
                return await RunVerbs.WatchAsync(api, console, run.Id, json, cancellationToken);
            }
            await console.Out.WriteLineAsync(json ? reply.Text : $"Run {run.Name} is {run.State}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string[]> Values(string description)
    {
        var values = new Argument<string[]>("NAME=VALUE") { Description = description, Arity = ArgumentArity.ZeroOrMore };
        values.Validators.Add(given =>
        {
            foreach (var token in given.Tokens.Where(t => t.Value.IndexOf('=') < 1))
            {
                given.AddError($"“{token.Value}” is not NAME=VALUE.");
            }
        });
        return values;
    }

    // Texts only: the portal knows the types.
    private static JsonObject Object(string[]? values) =>
        new((values ?? []).Select(v => v.Split('=', 2)).GroupBy(v => v[0], StringComparer.Ordinal).Select(g => KeyValuePair.Create(g.Key, (JsonNode?)g.Last()[1])));
}
