using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Storage;
using Portal.Shell;

namespace Portal.Administration;

/// <summary>What the audit log says. Whoever is Operator somewhere sees what happened in their scopes, an administrator of the portal everything.</summary>
public sealed class AuditQueries(IDbContextFactory<PortalDbContext> contexts, Permissions permissions)
{
    private const int PerRead = 1_000;

    /// <summary>Newest first.</summary>
    public async Task<ListOf<AuditRow>> ListAsync(AuditFilter filter, string? cursor, int limit, Actor by, CancellationToken cancellationToken)
    {
        var scopes = await ScopesAsync(by, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await ReadAsync(Select(db, filter, scopes), AuditPlace.Of(cursor), limit + 1, cancellationToken);
        return rows.Count > limit ? new(rows[..limit], AuditPlace.Of(rows[limit - 1]).ToString()) : new(rows, null);
    }

    /// <summary>All that match, newest first, read piece by piece.</summary>
    public async IAsyncEnumerable<AuditRow> AllAsync(AuditFilter filter, Actor by, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        AuditPlace? place = null;
        while (true)
        {
            var scopes = await ScopesAsync(by, cancellationToken);
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var rows = await ReadAsync(Select(db, filter, scopes), place, PerRead, cancellationToken);
            foreach (var row in rows)
            {
                yield return row;
            }

            if (rows.Count < PerRead)
            {
                yield break;
            }

            place = AuditPlace.Of(rows[^1]);
        }
    }

    /// <summary>Every action there is an entry of, found by skipping through the index.</summary>
    public async Task<IReadOnlyList<string>> ActionsAsync(Actor by, CancellationToken cancellationToken)
    {
        await ScopesAsync(by, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Database.SqlQuery<string>($"""
            WITH RECURSIVE known AS (
                (SELECT action FROM portal.audit_entry ORDER BY action LIMIT 1)
                UNION ALL
                SELECT (SELECT e.action FROM portal.audit_entry e WHERE e.action > known.action ORDER BY e.action LIMIT 1) FROM known WHERE known.action IS NOT NULL)
            SELECT action AS "Value" FROM known WHERE action IS NOT NULL
            """).ToListAsync(cancellationToken);
    }

    /// <summary>The scopes whose entries the caller sees; null for all.</summary>
    /// <exception cref="NotFoundException">The caller is no operator anywhere, and so sees nothing of the log.</exception>
    private async Task<IReadOnlyList<string>?> ScopesAsync(Actor by, CancellationToken cancellationToken)
    {
        var grants = await permissions.OfAsync(by, cancellationToken);
        return !grants.MaySomewhere(Role.Operator) ? throw new NotFoundException("The audit log is for operators and administrators.")
            : grants.Administers ? null
            : grants.ScopesOf(Role.Operator);
    }

    private static IQueryable<AuditEntry> Select(PortalDbContext db, AuditFilter filter, IReadOnlyList<string>? scopes)
    {
        var entries = db.AuditEntries.AsNoTracking();
        entries = scopes is null ? entries
            // Accounts belong to the whole portal as well, and are the administrators' business only.
            : scopes.Contains(Scopes.Everything) ? entries.Where(e => !e.SubjectKey.StartsWith("person:") && !e.SubjectKey.StartsWith("key:"))
            : entries.Where(e => scopes.Contains(e.Scope));
        entries = filter.Who is null ? entries : entries.Where(e => e.ActorId == filter.Who);
        entries = filter.Subject is null ? entries : entries.Where(e => e.SubjectKey == filter.Subject);
        entries = filter.Scope is null ? entries : entries.Where(e => e.Scope == filter.Scope);
        entries = filter.From is { } from ? entries.Where(e => e.At >= from) : entries;
        entries = filter.To is { } to ? entries.Where(e => e.At < to) : entries;
        entries = filter.Action switch
        {
            null => entries,
            ['.', ..] or "." => entries.Where(_ => false),
            [.., '.'] => entries.Where(e => string.Compare(e.Action, filter.Action) >= 0 && e.Action.StartsWith(filter.Action)),
            _ => entries.Where(e => e.Action == filter.Action),
        };
        return filter.WordQuery is { } words ? entries.Where(e => e.Words.Matches(EF.Functions.ToTsQuery("simple", words))) : entries;
    }

    private static async Task<List<AuditRow>> ReadAsync(IQueryable<AuditEntry> entries, AuditPlace? after, int limit, CancellationToken cancellationToken)
    {
        if (after is { } place)
        {
            entries = entries.Where(e => EF.Functions.LessThan(ValueTuple.Create(e.At, e.Id), ValueTuple.Create(place.At, place.Id)));
        }

        var rows = await entries.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(limit)
            .Select(e => new { e.Id, e.At, e.ActorId, e.ActorName, e.Via, e.Address, e.Action, e.SubjectKey, e.Subject, e.Scope, e.Before, e.After, e.Why })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(e => new AuditRow
        {
            Id = e.Id,
            At = e.At,
            ActorId = e.ActorId,
            ActorName = e.ActorName,
            Via = e.Via,
            Address = e.Address,
            Action = e.Action,
            SubjectKey = e.SubjectKey,
            Subject = e.Subject,
            Scope = e.Scope,
            Before = Json(e.Before),
            After = Json(e.After),
            Why = e.Why,
        })];
    }

    private static JsonElement? Json(string? text) => text is null ? null : JsonSerializer.Deserialize<JsonElement>(text);
}

/// <summary>Where a page ended.</summary>
internal sealed record AuditPlace(DateTimeOffset At, Guid Id)
{
    public static AuditPlace Of(AuditRow row) => new(row.At, row.Id);

    /// <exception cref="ArgumentException">It is not one this list gave out.</exception>
    public static AuditPlace? Of(string? cursor) => cursor switch
    {
        null or "" => null,
        _ when cursor.Split('.') is [var ticks, var id] && long.TryParse(ticks, out var at) && at is > 0 and < 3_155_378_975_999_999_999 && Guid.TryParse(id, out var guid) =>
            new(new DateTimeOffset(at, TimeSpan.Zero), guid),
        _ => throw new ArgumentException($"The cursor “{cursor}” is not one this list gave out. Start again without it.", nameof(cursor)),
    };

    public override string ToString() => $"{At.UtcTicks}.{Id:N}";
}
