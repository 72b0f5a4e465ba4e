using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.GwoManifests;

/// <summary>Registered values of one kind that a plan would replace.</summary>
/// <param name="Sample">The first of them, to be ticked one by one.</param>
public sealed record ReplaceGroup(string Field, int Count, IReadOnlyList<ReplaceItem> Sample)
{
    public string Name => CuratedChanges.NameOf(Field, Count);
}

/// <summary>One record whose value would be replaced.</summary>
/// <param name="Meaning">For the content of a file: whether it changed, or was possibly only uploaded again.</param>
public sealed record ReplaceItem(string KfId, int Row, string ExternalId, string Old, string New, string? Meaning);

/// <summary>What of a plan waits for a tick.</summary>
public sealed class ReplaceQueries(IDbContextFactory<PortalDbContext> contexts)
{
    public const int MostShown = 100;

    /// <summary>The most frequent first. Whoever asks has found the manifest, and so may see it.</summary>
    public async Task<IReadOnlyList<ReplaceGroup>> GroupsAsync(Guid manifestId, CancellationToken cancellationToken)
    {
        var groups = new Dictionary<string, (int Count, List<ReplaceItem> Sample)>(StringComparer.Ordinal);
        await foreach (var (item, tick, changes) in ReadAsync(manifestId, cancellationToken))
        {
            var (count, sample) = groups.TryGetValue(tick, out var known) ? known : (0, []);
            if (count < MostShown)
            {
                sample.Add(new ReplaceItem(item.KfId!, item.Row, item.ExternalId, Say(changes, c => c.Old ?? "nothing"), Say(changes, c => c.New), changes.MeaningOf(changes[0])));
            }

            groups[tick] = (count + 1, sample);
        }

        return [.. groups.OrderByDescending(g => g.Value.Count).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => new ReplaceGroup(g.Key, g.Value.Count, g.Value.Sample))];
    }

    /// <summary>How many values of which kind a choice replaces.</summary>
    /// <exception cref="RuleException">A tick stands for nothing the plan would replace.</exception>
    public async Task<IReadOnlyDictionary<string, int>> RequireAsync(Guid manifestId, ReplaceChoice choice, CancellationToken cancellationToken)
    {
        if (choice is { All: false, Ticks.Count: 0 })
        {
            return new Dictionary<string, int>(StringComparer.Ordinal);
        }

        var mayReplace = choice.Rule();
        var open = choice.Ticks.ToHashSet();
        var replaced = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var (item, tick, _) in ReadAsync(manifestId, cancellationToken))
        {
            open.Remove(new ReplaceTick(tick));
            open.Remove(new ReplaceTick(tick, item.KfId));
            if (mayReplace(item.KfId, tick))
            {
                replaced[tick] = replaced.GetValueOrDefault(tick) + 1;
            }
        }

        return open.FirstOrDefault() is { } stray
            ? throw new RuleException("replace", $"The plan replaces no registered “{stray.Field}”{(stray.KfId is { } id ? $" of {id}" : "")}. The plan names in “tick” what can be replaced.", 400)
            : replaced;
    }

    private async IAsyncEnumerable<(GwoPlanItem Item, string Tick, IReadOnlyList<FieldChange> Changes)> ReadAsync(Guid manifestId,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var items = db.Set<GwoPlanItem>().AsNoTracking().Where(i => i.ManifestId == manifestId && i.Action == PlanAction.Update && i.Changes != null).OrderBy(i => i.Entity).ThenBy(i => i.Position);
        await foreach (var item in items.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var changes = RunParameters.Read<List<FieldChange>>(item.Changes!);
            foreach (var tick in changes.Select(c => changes.TickFor(c)).OfType<string>().Distinct(StringComparer.Ordinal))
            {
                yield return (item, tick, [.. changes.Where(c => CuratedChanges.TickOf(c) == tick)]);
            }
        }
    }

    private static string Say(IReadOnlyList<FieldChange> changes, Func<FieldChange, string> side) =>
        changes.Count == 1 ? side(changes[0]) : string.Join(", ", changes.Select(c => $"{c.Field} {side(c)}"));
}
