using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Configuration;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Jobs.ImagingOrders.Tracking;

namespace Portal.Jobs.ImagingOrders.Orders;

/// <summary>Turns wishes into orders, and says of each what is wrong with it; writes nothing.</summary>
public sealed class OrderPlanning(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, OrderUsers users, Destinations places, ImageFiles files, ImagingConfiguration configuration, ImportRows rows, IOptions<ImagingOrderOptions> options, TimeProvider clock)
{
    private const int MostFiles = 10_000;

    /// <exception cref="NotFoundException">One of the groups is not theirs to see; which is not said.</exception>
    public async Task<IReadOnlyList<OrderOutcome>> OfAsync(IReadOnlyList<OrderWish> wishes, Actor by, CancellationToken cancellationToken)
    {
        foreach (var wish in wishes)
        {
            await permissions.RequireAsync(by, Scopes.OmeroGroup(wish.Group), Role.Curator, "order imports", cancellationToken);
        }

        var outcomes = new List<OrderOutcome>();
        foreach (var wish in wishes)
        {
            outcomes.Add(await OfAsync(wish, by, cancellationToken));
        }

        return outcomes;
    }

    private async Task<OrderOutcome> OfAsync(OrderWish wish, Actor by, CancellationToken cancellationToken)
    {
        try
        {
            var user = await users.OfAsync(wish.Group, wish.User, by, cancellationToken);
            if (wish.Paths.Count is 0 or > MostFiles || wish.Destinations.Count == 0)
            {
                throw new RuleException("nothing-to-order", $"Name at least one file, at most {MostFiles:N0}, and at least one destination.", 400);
            }

            var destinations = wish.Destinations.Select(d => Destination.Read(d.Type, d.Id)).ToList();
            foreach (var destination in destinations.Distinct())
            {
                await places.RequireAsync(wish.Group, user, destination, cancellationToken);
            }

            var (rules, metadata) = (configuration.Rules.Choosing(wish.Conversions).With(wish.Parameters), MetadataOf(wish));
            var looked = await files.LookAtAsync(wish.Group, wish.Paths, by, cancellationToken);
            if (looked.Where(f => f.Problem is not null).OrderByDescending(f => f.Rule == "path").ToList() is [var first, ..] wrong)
            {
                return new([], [], first.Rule, wrong.Count == 1 ? first.Problem : $"{first.Problem} {wrong.Count - 1:N0} more cannot be ordered either.") { Files = looked };
            }

            RequireWhole(wish, rules);
            var (known, failed) = await KnownAsync(wish, destinations, looked, cancellationToken);
            var there = known.Select(k => (k.Path, k.Destination)).ToHashSet();
            var plans = destinations.Distinct().SelectMany(d => OrderPlan.Of([.. wish.Paths.Where(p => !wish.SkipKnown || !there.Contains((p, d))).Select(OrderPath.Read)], [d], rules));
            return new([.. plans.Select(p => ImagingOrder.Of(p with { Metadata = metadata }, wish.Group, user, wish.Start ?? new(), by, clock.GetUtcNow()))], known, Rule: null, Problem: null) { Files = looked, FailedBefore = failed };
        }
        catch (RuleException problem)
        {
            return new([], [], problem.Rule, problem.Message);
        }
    }

    // An image somebody picked out of a file must not bring the whole file along because another conversion was chosen.
    private static void RequireWhole(OrderWish wish, ConversionRules rules)
    {
        var own = (wish.Conversions ?? []).Select(c => c.Extension.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        if (wish.Paths.Select(OrderPath.Read).FirstOrDefault(p => p.SubImage is not null && own.Contains(ConversionRules.ExtensionOf(p.Path)) && rules.Of(p.Path) is not { TakesSubImages: true }) is { } image)
        {
            throw new RuleException("conversion", $"“{image}” is one image of a file, and {(rules.Of(image.Path) is { } whole ? $"the conversion {whole.Key}" : "an import without conversion")} takes whole files. Choose the file itself, or another conversion.", 400);
        }
    }

    // An importer reads metadata.csv and nothing else.
    private IReadOnlyList<MetadataPair> MetadataOf(OrderWish wish) => wish.Metadata is { Count: > 0 } && options.Value.Mode == ImagingOrderOptions.HandOver
        ? throw new RuleException("metadata", $"Key–value pairs of an order’s own cannot be told to an importer. Write them into a {MetadataTable.FileName} beside the files, or leave them out.", 400)
        : MetadataPair.Require(wish.Metadata);

    // By what the importer's table says of the destination, and by what still waits in the portal.
    private async Task<(IReadOnlyList<KnownFile> Known, IReadOnlyList<KnownFile> Failed)> KnownAsync(OrderWish wish, IReadOnlyList<Destination> destinations, IReadOnlyList<CheckedFile> looked, CancellationToken cancellationToken)
    {
        var (known, failed) = (new List<KnownFile>(), new List<KnownFile>());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var destination in destinations)
        {
            // A conversion makes many images of one file: only a whole file is known by its path.
            var wishes = looked.Where(f => OrderPath.Read(f.Path).SubImage is null).ToList();
            foreach (var row in rows.IsSet ? await rows.IntoAsync(destination, cancellationToken) : [])
            {
                Judge(row, wishes, destination, known, failed);
            }

            var waiting = await db.Set<ImagingOrder>().AsNoTracking().Where(o => o.GroupName == wish.Group && o.DestinationType == destination.Type && o.DestinationId == destination.Id
                && (o.State == OrderState.Held || o.State == OrderState.Scheduled || o.State == OrderState.Queued || o.State == OrderState.Submitting)).ToListAsync(cancellationToken);
            known.AddRange(from order in waiting from path in order.Paths.Intersect(wish.Paths, StringComparer.Ordinal) select new KnownFile(path, destination, $"{order.Id}", IsDone: false));
        }

        known = [.. known.DistinctBy(k => (k.Path, k.Destination))];
        var there = known.Select(k => (k.Path, k.Destination)).ToHashSet();
        return (known, [.. failed.Where(f => !there.Contains((f.Path, f.Destination))).DistinctBy(f => (f.Path, f.Destination))]);
    }

    // Of an order that failed for some of its files, the others are there.
    private static void Judge(ImportRow row, IReadOnlyList<CheckedFile> wishes, Destination destination, List<KnownFile> known, List<KnownFile> failed)
    {
        var (files, wrong) = (row.Files.ToHashSet(StringComparer.Ordinal), row.Is == ImportStage.Failed ? FailureReason.Of(row.Description).FailedFiles : []);
        foreach (var wish in wishes.Where(w => files.Contains(w.Ordered!)))
        {
            var failedHere = row.Is == ImportStage.Failed && (wrong.Count == 0 || wrong.Contains(wish.Ordered!));
            (failedHere ? failed : known).Add(new(wish.Path, destination, row.Uuid, IsDone: row.Is != ImportStage.Failed ? row.Is == ImportStage.Completed : !failedHere));
        }
    }
}
