using System.CommandLine;
using Portal.CommandLine;

namespace Portal.ImagingOrders;

public static partial class OrderVerbs
{
    private static Command Retry(CommandConsole console)
    {
        var uuids = new Argument<Guid[]>("uuid") { Description = "Orders that failed or were withdrawn.", Arity = ArgumentArity.OneOrMore };
        var all = new Option<bool>("--all-files") { Description = "Also the files that are in OMERO already; they are then there twice." };
        var dataset = new Option<long?>("--dataset") { Description = "Into this Dataset instead.", HelpName = "ID" };
        var screen = new Option<long?>("--screen") { Description = "Into this Screen instead.", HelpName = "ID" };
        var parameters = new Option<string[]>("--parameter") { Description = "A parameter of the conversion, instead of what it was; an empty value takes it away.", HelpName = "KEY=VALUE" };
        var priority = new Option<int?>("--priority") { Description = "Higher goes first; as it was where nothing is said." };
        var hold = new Option<bool>("--hold") { Description = "Make the new order, and let it wait for release." };
        var why = new Option<string?>("--why") { Description = "A reason for the audit log." };
        var options = new ApiOptions(console);
        var command = new Command("retry", "Order once more what failed of an order, as a new one.") { uuids, all, dataset, screen, parameters, priority, hold, why };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (to, onto) = (parsed.GetValue(dataset), parsed.GetValue(screen));
            if (to is not null && onto is not null)
            {
                throw new CommandException(ExitCode.Usage, "Say one place: --dataset ID or --screen ID.");
            }

            var wish = new
            {
                why = parsed.GetValue(why),
                allFiles = parsed.GetValue(all),
                priority = parsed.GetValue(priority),
                destinationType = onto is not null ? "Screen" : to is not null ? "Dataset" : null,
                destinationId = to ?? onto,
                parameters = Pairs(parsed.GetValue(parameters) ?? []),
                hold = parsed.GetValue(hold),
            };
            using var api = options.Connect(parsed);
            foreach (var uuid in parsed.GetValue(uuids)!)
            {
                var reply = await api.PostAsync($"imaging-orders/{uuid}/retry", wish, cancellationToken);
                await console.Out.WriteLineAsync(parsed.GetValue(options.Json) ? reply.Text : Line(reply.As<OrderLine>()));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Dictionary<string, string> Pairs(IReadOnlyList<string> parameters) => parameters.FirstOrDefault(p => p.IndexOf('=', StringComparison.Ordinal) < 1) is { } odd
        ? throw new CommandException(ExitCode.Usage, $"“{odd}” is no parameter. Write it as KEY=VALUE.")
        : parameters.Select(p => p.Split('=', 2)).GroupBy(p => p[0], StringComparer.Ordinal).ToDictionary(p => p.Key, p => p.Last()[1], StringComparer.Ordinal);
}
