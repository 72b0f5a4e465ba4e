using System.CommandLine;
using System.Net;
using Portal.CommandLine;

namespace Portal.ImagingOrders;

/// <summary>`portal orders create|list|watch|retry|hold|release|withdraw`: what the pages do, for scripts and instruments.</summary>
public static partial class OrderVerbs
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly string[] Over = ["Completed", "Failed", "Withdrawn"];

    private sealed record OutcomesReply(bool Written, IReadOnlyList<OutcomeReply> Items);

    private sealed record OutcomeReply(IReadOnlyList<OrderLine> Orders, IReadOnlyList<KnownLine> Known, string? Problem);

    private sealed record KnownLine(string Path, string Order, bool IsDone);

    private sealed record OrderList(IReadOnlyList<OrderLine> Items, string? Next);

    private sealed record OrderLine(Guid Uuid, string Group, string DestinationType, long DestinationId, IReadOnlyList<string> Paths, string State, string? HeldBecause, string? Stage, bool Partly, FailureLine? Failure);

    private sealed record FailureLine(string Sentence, string? Advice);

    public static Command Build(CommandConsole console) => new("orders", "Images that go into OMERO.")
    {
        Create(console),
        List(console),
        Watch(console),
        Retry(console),
        Deed("hold", "Keep an order in the portal until it is released.", console),
        Deed("release", "Let an order go that was held or scheduled.", console),
        Deed("withdraw", "Take an order back that nobody works on yet.", console),
    };

    private static Command Create(CommandConsole console)
    {
        var paths = new Argument<string[]>("path") { Description = "Files below the group's folder; FILE.lif#ID for one image of a file.", Arity = ArgumentArity.OneOrMore };
        var group = new Option<string>("--group") { Description = "The group in OMERO.", Required = true };
        var datasets = new Option<long[]>("--dataset") { Description = "Id of the Dataset they go into; several make orders for each.", HelpName = "ID" };
        var screens = new Option<long[]>("--screen") { Description = "Id of the Screen they go into.", HelpName = "ID" };
        var user = new Option<string?>("--user") { Description = "Login in OMERO whose images they are.", HelpName = "LOGIN" };
        var hold = new Option<bool>("--hold") { Description = "Make the orders, and let them wait for release." };
        var at = new Option<DateTimeOffset?>("--at") { Description = "Not before this time.", HelpName = "TIME" };
        var priority = new Option<int>("--priority") { Description = "Higher goes first." };
        var skip = new Option<bool>("--skip-known") { Description = "Leave out what is in, or on its way to, the same destination." };
        var conversions = new Option<string[]>("--conversion") { Description = "Another conversion than usual for files of an extension, such as .db=screen_db_to_tiff; .db=none imports them as they are.", HelpName = "EXTENSION=KEY" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only tell which orders it would make." };
        var options = new ApiOptions(console);
        var command = new Command("create", "Order imports: all of them are made, or none.") { paths, group, datasets, screens, user, hold, at, priority, skip, conversions, dryRun };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var destinations = (parsed.GetValue(datasets) ?? []).Select(id => new { type = "Dataset", id }).Concat((parsed.GetValue(screens) ?? []).Select(id => new { type = "Screen", id })).ToList();
            if (destinations.Count == 0)
            {
                throw new CommandException(ExitCode.Usage, "Say where the images go: --dataset ID or --screen ID.");
            }

            using var api = options.Connect(parsed);
            var wish = new
            {
                group = parsed.GetValue(group),
                user = parsed.GetValue(user),
                destinations,
                paths = parsed.GetValue(paths),
                start = new { hold = parsed.GetValue(hold), at = parsed.GetValue(at), priority = parsed.GetValue(priority) },
                skipKnown = parsed.GetValue(skip),
                conversions = (parsed.GetValue(conversions) ?? []).Select(c => c.Split('=', 2)).Select(c => new { extension = c[0], conversion = c.ElementAtOrDefault(1) ?? "" }),
            };
            var reply = await api.PostAsync("imaging-orders", new { orders = new[] { wish }, dryRun = parsed.GetValue(dryRun) }, cancellationToken, answers: HttpStatusCode.UnprocessableEntity);
            return await TellAsync(reply, parsed.GetValue(options.Json), console);
        });
        return command;
    }

    private static Command List(CommandConsole console)
    {
        var group = new Option<string?>("--group") { Description = "Only of this group." };
        var state = new Option<string?>("--state") { Description = "Only in this state: Held, Scheduled, Queued, Submitted, Completed, Failed or Withdrawn." };
        var options = new ApiOptions(console);
        var command = new Command("list", "List orders, the newest first.") { group, state };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Connect(parsed);
            var filter = string.Concat(new[] { ("group", parsed.GetValue(group)), ("state", parsed.GetValue(state)) }.Where(f => f.Item2 is { Length: > 0 }).Select(f => $"&{f.Item1}={Uri.EscapeDataString(f.Item2!)}"));
            string? cursor = null;
            do
            {
                var reply = await api.GetAsync($"imaging-orders?limit=500{filter}{(cursor is null ? "" : $"&cursor={cursor}")}", cancellationToken);
                var page = reply.As<OrderList>();
                foreach (var line in parsed.GetValue(options.Json) ? [reply.Text] : page.Items.Select(Line))
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

    private static Command Watch(CommandConsole console)
    {
        var uuids = new Argument<Guid[]>("uuid") { Description = "Orders to follow.", Arity = ArgumentArity.OneOrMore };
        var options = new ApiOptions(console);
        var command = new Command("watch", "Follow orders to their end; 1 when one of them failed.") { uuids };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Connect(parsed);
            var (left, told, code) = (parsed.GetValue(uuids)!.ToList(), new Dictionary<Guid, string>(), ExitCode.Done);
            while (left.Count > 0)
            {
                foreach (var uuid in left.ToList())
                {
                    var reply = await api.GetAsync($"imaging-orders/{uuid}", cancellationToken);
                    var order = reply.As<OrderLine>();
                    if (Line(order) is var line && (!told.TryGetValue(uuid, out var before) || before != line))
                    {
                        await console.Out.WriteLineAsync(parsed.GetValue(options.Json) ? reply.Text : line);
                        told[uuid] = line;
                    }

                    if (Over.Contains(order.State))
                    {
                        left.Remove(uuid);
                        code = order.State == "Completed" ? code : ExitCode.Problems;
                    }
                }

                await Task.Delay(left.Count == 0 ? TimeSpan.Zero : Pause, cancellationToken);
            }

            return code;
        });
        return command;
    }

    private static Command Deed(string name, string description, CommandConsole console)
    {
        var uuids = new Argument<Guid[]>("uuid") { Description = "Orders it is done to.", Arity = ArgumentArity.OneOrMore };
        var why = new Option<string?>("--why") { Description = "A reason for the audit log." };
        var options = new ApiOptions(console);
        var command = new Command(name, description) { uuids, why };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Connect(parsed);
            foreach (var uuid in parsed.GetValue(uuids)!)
            {
                var reply = await api.PostAsync($"imaging-orders/{uuid}/{name}", new { why = parsed.GetValue(why) }, cancellationToken);
                await console.Out.WriteLineAsync(parsed.GetValue(options.Json) ? reply.Text : Line(reply.As<OrderLine>()));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<int> TellAsync(ApiReply reply, bool json, CommandConsole console)
    {
        var outcomes = reply.As<OutcomesReply>();
        foreach (var line in json ? [reply.Text] : outcomes.Items.SelectMany(i => Lines(i, outcomes.Written)))
        {
            await console.Out.WriteLineAsync(line);
        }

        return outcomes.Items.Any(i => i.Problem is not null) ? ExitCode.Problems : ExitCode.Done;
    }

    private static IEnumerable<string> Lines(OutcomeReply outcome, bool written) => outcome.Problem is { } problem ? [problem] :
    [
        .. outcome.Orders.Select(o => written ? Line(o) : $"would make: {o.Group}\t{o.DestinationType} {o.DestinationId}\t{Files(o)}"),
        .. outcome.Known.Select(k => $"{k.Path} {(k.IsDone ? "is there already" : "is on its way")} with order {k.Order}."),
    ];

    private static string Line(OrderLine order) =>
        $"{order.Uuid}\t{order.Group}\t{order.DestinationType} {order.DestinationId}\t{Files(order)}\t{(order.Partly ? "Partly imported" : order.State)}\t{order.Failure?.Sentence ?? order.HeldBecause ?? order.Stage}".TrimEnd();

    private static string Files(OrderLine order) => order.Paths is [var only] ? only : $"{order.Paths.Count:N0} files";
}
