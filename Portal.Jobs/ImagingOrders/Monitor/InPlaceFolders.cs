using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;

namespace Portal.Jobs.ImagingOrders.Monitor;

/// <summary>A folder a conversion left, named after its order.</summary>
/// <param name="Order">Null: no order of that name is known.</param>
/// <param name="MayGo">Its order is over, or there is none.</param>
public sealed record LeftFolder(string Name, DateTimeOffset ModifiedAt, long Bytes, OrderState? Order, bool MayGo);

/// <summary>What conversions left where they put what is to be imported: listed, and removed one by one when somebody says so.</summary>
public sealed class InPlaceFolders(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, IOptions<ImagingOrderOptions> options, TimeProvider clock)
{
    private const int Most = 200;

    /// <summary>The oldest first; null where none is configured, or it is not there.</summary>
    public async Task<IReadOnlyList<LeftFolder>?> ListAsync(Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Operator, "look at what conversions left", cancellationToken);
        if (options.Value.LeftFolder is not { Length: > 0 } folder || !Directory.Exists(folder))
        {
            return null;
        }

        var found = new DirectoryInfo(folder).EnumerateDirectories().Where(d => d.LinkTarget is null && Guid.TryParseExact(d.Name, "D", out _)).OrderBy(d => d.LastWriteTimeUtc).Take(Most).ToList();
        var states = await StatesAsync([.. found.Select(d => d.Name)], cancellationToken);
        return [.. found.Select(d => new LeftFolder(d.Name, new DateTimeOffset(d.LastWriteTimeUtc), Size(d), states.TryGetValue(d.Name, out var state) ? state : null, !states.TryGetValue(d.Name, out var now) || IsOver(now)))];
    }

    /// <summary>Removes one.</summary>
    /// <param name="name">The uuid of its order.</param>
    /// <exception cref="RuleException">It is no such folder, or its order is not over.</exception>
    public async Task RemoveAsync(string name, string? why, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Operator, "remove what a conversion left", cancellationToken);
        // Only a uuid is a name here: nothing else is put together with the folder's path.
        if (options.Value.LeftFolder is not { Length: > 0 } folder || !Guid.TryParseExact(name, "D", out var uuid) || new DirectoryInfo(Path.Combine(folder, uuid.ToString("D"))) is not { Exists: true, LinkTarget: null } left)
        {
            throw new RuleException("not-there", "There is no such folder any more.", 410);
        }

        if ((await StatesAsync([name], cancellationToken)).TryGetValue(name, out var state) && !IsOver(state))
        {
            throw new RuleException("order-open", "Its order is not over: an import may still read it.");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.AuditEntries.Add(AuditEntry.Of(by, clock.GetUtcNow(), "imaging-folder.remove", $"imaging-order:{name}", left.FullName, Scopes.Everything, before: new { Bytes = Size(left) }, why: why));
        await db.SaveChangesAsync(cancellationToken);
        left.Delete(recursive: true); // what is a link in it is removed, not what it leads to
    }

    private static bool IsOver(OrderState state) => state is OrderState.Completed or OrderState.Failed or OrderState.Withdrawn;

    private async Task<Dictionary<string, OrderState>> StatesAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var ids = names.Select(n => ImagingOrder.IdOf(n)).ToList();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<ImagingOrder>().Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => $"{o.Id}", o => o.State, cancellationToken);
    }

    private static long Size(DirectoryInfo folder)
    {
        try
        {
            return folder.EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint }).Take(100_000).Sum(f => f.Length);
        }
        catch (IOException)
        {
            return 0; // it went while it was looked at
        }
    }
}
