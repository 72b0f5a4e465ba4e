using System.CommandLine;
using Portal.CommandLine;

namespace Portal.ImagingOrders;

/// <summary>`portal orders create|list|watch|retry`: what the pages do, for scripts and instruments.</summary>
public static class OrderVerbs
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private sealed record OrderList(IReadOnlyList<OrderLine> Items, string? Next);

    private sealed record OrderLine(Guid Uuid, string Group, string User, string State, string? Stage, IReadOnlyList<string> Paths, string DestinationType, long DestinationId, FailureLine? Failure)
    {
        public bool IsOver => State is "Completed" or "Failed" or "Withdrawn";

        public override string ToString() => $"{Uuid}\t{State}\t{Group}\t{User}\t{DestinationType} {DestinationId}\t{(Paths.Count > 0 ? Paths[0] : "")}{(Paths.Count > 1 ? $" and {Paths.Count - 1} more" : "")}\t{Failure?.Sentence}".TrimEnd();
    }

    private sealed record FailureLine(string Sentence);

    private sealed record Made(IReadOnlyList<MadeItem> Items);

    private sealed record MadeItem(IReadOnlyList<OrderLine> Orders);

    private sealed record Retried(int Done, IReadOnlyList<RetriedItem> Items);

    private sealed record RetriedItem(Guid Uuid, Guid? New, string? Problem);

    public static Command Build(CommandConsole console) => new("orders", "Orders of images.") { Create(console), List(console), Watch(console), Retry(console) };

    private static Command Create(CommandConsole console)
    {
        var paths = new Argument<string[]>("path") { Description = "Files below the group's folder; a.lif#id for one image of a file.", Arity = ArgumentArity.OneOrMore };
        var group = new Option<string>("--group") { Description = "The group in OMERO.", Required = true };
        var user = new Option<string?>("--user") { Description = "Login in OMERO the import acts as." };
        var dataset = new Option<long?>("--dataset") { Description = "Id of the dataset the images go into." };
        var screen = new Option<long?>("--screen") { Description = "Id of the screen, instead." };
        var hold = new Option<bool>("--hold") { Description = "Hold the orders until somebody releases them." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only tell which orders it would make." };
        var options = new ApiOptions(console);
        var command = new Command("create", "Order files; print the orders that makes.") { paths, group, user, dataset, screen, hold, dryRun };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (type, id) = (parsed.GetValue(dataset), parsed.GetValue(screen)) switch
            {
                ({ } one, null) => ("Dataset", one),
                (null, { } one) => ("Screen", one),
                _ => throw new CommandException(ExitCode.Usage, "Say where the images go: --dataset or --screen, one of the two."),
            };
            using var api = options.Connect(parsed);
            var reply = await api.PostAsync("imaging-orders", new
            {
                dryRun = parsed.GetValue(dryRun),
                orders = new[] { new { group = parsed.GetValue(group), user = parsed.GetValue(user), destinations = new[] { new { type, id } }, paths = parsed.GetValue(paths), start = new { hold = parsed.GetValue(hold) } } },
            }, cancellationToken);
            await TellAsync(console, parsed.GetValue(options.Json) ? [reply.Text] : reply.As<Made>().Items.SelectMany(i => i.Orders).Select(o => $"{o}"));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List(CommandConsole console)
    {
        var filter = new Argument<string[]>("filter") { Description = "Such as state=failed group=lab q=plate; names as in the address of the list.", Arity = ArgumentArity.ZeroOrMore };
        var options = new ApiOptions(console);
        var command = new Command("list", "List orders, the newest first.") { filter };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Connect(parsed);
            var query = string.Concat(Pairs(parsed.GetValue(filter)).Select(p => $"&{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
            string? cursor = null;
            do
            {
                var reply = await api.GetAsync($"imaging-orders?limit=500{query}{(cursor is null ? "" : $"&cursor={cursor}")}", cancellationToken);
                var page = reply.As<OrderList>();
                await TellAsync(console, parsed.GetValue(options.Json) ? [reply.Text] : page.Items.Select(o => $"{o}"));
                cursor = page.Next;
            }
            while (cursor is not null);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Watch(CommandConsole console)
    {
        var uuid = new Argument<Guid>("uuid") { Description = "The order." };
        var options = new ApiOptions(console);
        var command = new Command("watch", "Print what becomes of an order until it is over; exits with 1 when it failed.") { uuid };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Connect(parsed);
            for (string? told = null; ;)
            {
                var reply = await api.GetAsync($"imaging-orders/{parsed.GetValue(uuid)}", cancellationToken);
                var order = reply.As<OrderLine>();
                var now = $"{order.State}{(order.Stage is { } stage ? $" · {stage}" : "")}{(order.Failure is { } failure ? $": {failure.Sentence}" : "")}";
                if (now != told)
                {
                    await TellAsync(console, [parsed.GetValue(options.Json) ? reply.Text : now]);
                    told = now;
                }

                if (order.IsOver)
                {
                    return order.State == "Completed" ? ExitCode.Done : ExitCode.Problems;
                }

                await Task.Delay(Pause, cancellationToken);
            }
        });
        return command;
    }

    private static Command Retry(CommandConsole console)
    {
        var which = new Argument<string[]>("which") { Description = "Uuids of orders, or a filter such as state=failed group=lab.", Arity = ArgumentArity.OneOrMore };
        var why = new Option<string?>("--why") { Description = "A reason for the audit log." };
        var all = new Option<bool>("--all-files") { Description = "Also those that are in OMERO already." };
        var options = new ApiOptions(console);
        var command = new Command("retry", "Order once more what failed; exits with 1 when some stayed as they were.") { which, why, all };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var words = parsed.GetRequiredValue(which);
            var uuids = words.Select(w => Guid.TryParse(w, out var id) ? id : (Guid?)null).OfType<Guid>().ToList();
            var named = uuids.Count == words.Length;
            using var api = options.Connect(parsed);
            var reply = await api.PostAsync("imaging-orders/retry", new { uuids = named ? uuids : null, filter = named ? null : Pairs(words), why = parsed.GetValue(why), allFiles = parsed.GetValue(all) }, cancellationToken);
            var retried = reply.As<Retried>();
            await TellAsync(console, parsed.GetValue(options.Json) ? [reply.Text] : retried.Items.Select(i => $"{i.Uuid}\t{i.New}\t{i.Problem}".TrimEnd()).Append($"{retried.Done} of {retried.Items.Count} retried."));
            return retried.Done == retried.Items.Count ? ExitCode.Done : ExitCode.Problems;
        });
        return command;
    }

    private static Dictionary<string, string> Pairs(string[]? words)
    {
        var pairs = (words ?? []).Select(w => w.Split('=', 2)).ToList();
        return pairs.Find(p => p.Length < 2) is [var odd] ? throw new CommandException(ExitCode.Usage, $"“{odd}” is no filter. Write it as name=value, such as state=failed.")
            : pairs.ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
    }

    private static async Task TellAsync(CommandConsole console, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            await console.Out.WriteLineAsync(line);
        }
    }
}
