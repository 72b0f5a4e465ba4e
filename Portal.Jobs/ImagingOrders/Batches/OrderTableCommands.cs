using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Configuration;
using Portal.Jobs.ImagingOrders.Orders;

namespace Portal.Jobs.ImagingOrders.Batches;

/// <summary>What became, or would become, of a table of orders.</summary>
/// <param name="Written">Every line was in order, so all orders are made; otherwise none is.</param>
/// <param name="Orders">How many it makes.</param>
public sealed record TableReport(bool Written, int Orders, IReadOnlyList<TableLineReport> Lines)
{
    public int Wrong => Lines.Count(l => l.Problem is not null);
}

/// <param name="Line">As a spreadsheet counts.</param>
/// <param name="Goes">Its destination; null where it names none.</param>
/// <param name="Known">It is at its destination already, or on its way, and is left out.</param>
/// <param name="Order">Uuid of the order it went into; null while nothing is written.</param>
public sealed record TableLineReport(int Line, string Path, string? Goes, string? Conversion, bool Known, string? Order, string? Problem);

/// <summary>Orders by table: many files with their destinations at once, looked at line by line, and made all or none.</summary>
public sealed class OrderTableCommands(OrderDesk desk, Permissions permissions, ImagingConfiguration configuration)
{
    /// <summary>What the table would make; nothing is written.</summary>
    /// <param name="skipKnown">Leaves out what is at its destination already.</param>
    public async Task<TableReport> LookAsync(string group, string table, bool skipKnown, Actor by, CancellationToken cancellationToken)
    {
        var lines = await ReadAsync(group, table, by, cancellationToken);
        return await ReportAsync(group, lines, skipKnown, (wishes, token) => desk.LookAsync(wishes, by, token), cancellationToken);
    }

    /// <summary>Makes all orders of the table; where a line is wrong, none.</summary>
    public async Task<TableReport> CreateAsync(string group, string table, bool skipKnown, Actor by, CancellationToken cancellationToken)
    {
        var lines = await ReadAsync(group, table, by, cancellationToken);
        var whole = lines.All(l => l.Problem is null);
        return await ReportAsync(group, lines, skipKnown, (wishes, token) => whole ? desk.CreateAsync(wishes, by, token) : desk.LookAsync(wishes, by, token), cancellationToken);
    }

    private async Task<IReadOnlyList<TableLine>> ReadAsync(string group, string table, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.OmeroGroup(group), Role.Curator, "order imports", cancellationToken);
        var lines = LegacyOrder.Is(table) ? LegacyOrder.Read(table, group, configuration.GroupFolders.GetValueOrDefault(group), configuration.Mount) : WishTable.Read(table);
        return [.. lines.Select(l => l.Problem is null && Wrong(l) is { } problem ? l with { Problem = problem } : l)];
    }

    // Lines that go the same way become one wish, as if they had been chosen together.
    private async Task<TableReport> ReportAsync(string group, IReadOnlyList<TableLine> lines, bool skipKnown, Func<IReadOnlyList<OrderWish>, CancellationToken, Task<OrderOutcomes>> make, CancellationToken cancellationToken)
    {
        var wishes = lines.Where(l => l.Problem is null).GroupBy(l => (l.Destination, l.User, l.Start, l.Conversion, string.Join(';', l.Parameters.Select(p => $"{p.Key}={p.Value}")))).Select(g => g.ToList()).ToList();
        var made = wishes.Count == 0 ? new(Written: false, []) : await make([.. wishes.Select(w => Wish(group, w, skipKnown))], cancellationToken);
        var reports = wishes.Zip(made.Items).SelectMany(w => w.First.Select(l => Report(l, w.Second, made.Written, skipKnown)));
        return new(made.Written, made.Items.Sum(i => i.Orders.Count), [.. reports.Concat(lines.Where(l => l.Problem is not null).Select(l => new TableLineReport(l.Line, l.Path, null, null, false, null, l.Problem))).OrderBy(l => l.Line)]);
    }

    private OrderWish Wish(string group, List<TableLine> lines, bool skipKnown) => new(group, lines[0].User, [new($"{lines[0].Destination.Type}", lines[0].Destination.Id)], [.. lines.Select(l => l.Path)], lines[0].Start, skipKnown,
        [.. lines.Select(Conversion).OfType<Conversion>().Distinct().SelectMany(c => lines[0].Parameters.Select(p => new ChosenParameter(c.Key, p.Key, p.Value)))],
        Conversions: [.. lines.Select(Chosen).OfType<ChosenConversion>().Distinct()]);

    private TableLineReport Report(TableLine line, OrderOutcome outcome, bool written, bool skipKnown)
    {
        var found = outcome.Files.FirstOrDefault(f => f.Path == line.Path);
        var order = outcome.Orders.FirstOrDefault(o => o.Paths.Contains(line.Path, StringComparer.Ordinal));
        return new(line.Line, line.Path, $"{line.Destination}", Conversion(line)?.Key, Known: skipKnown && outcome.Known.Any(k => k.Path == line.Path), written && order is not null ? $"{order.Id}" : null,
            found is null ? outcome.Problem : found.Problem);
    }

    private string? Wrong(TableLine line) =>
        Chosen(line) is { } chosen && !configuration.Rules.Has(chosen) ? $"The configuration has no conversion “{chosen.Conversion}”. It has {string.Join(", ", configuration.Rules.Conversions.Select(c => c.Key))}; “{ChosenConversion.AsItIs}” imports a file as it is."
        : line.Parameters.Count > 0 && Conversion(line) is null ? "This file is not converted, so parameters mean nothing." : null;

    private Conversion? Conversion(TableLine line)
    {
        try
        {
            return configuration.Rules.Choosing(Chosen(line) is { } chosen ? [chosen] : null).Of(OrderPath.Read(line.Path).Path);
        }
        catch (PathRefusedException)
        {
            return null; // the look at the files says what is wrong with it
        }
    }

    private static ChosenConversion? Chosen(TableLine line)
    {
        try
        {
            return line.Conversion is { } key && ConversionRules.ExtensionOf(OrderPath.Read(line.Path).Path) is { Length: > 1 } extension ? new(extension, key) : null;
        }
        catch (PathRefusedException)
        {
            return null; // here too
        }
    }
}
