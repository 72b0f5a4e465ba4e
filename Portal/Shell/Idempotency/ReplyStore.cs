using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Storage;
using Portal.Jobs.Housekeeping;

namespace Portal.Shell.Idempotency;

/// <summary>Keys in use and the answers given to them, for all nodes.</summary>
public sealed class ReplyStore(IDbContextFactory<PortalDbContext> contexts, IOptions<RetentionOptions> options, TimeProvider clock)
{
    // Longer than any request takes: a key still held after this belongs to a process that died.
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(15);

    /// <returns>Null when the key is the caller's now; otherwise what holds it.</returns>
    public async Task<IdempotentReply?> TakeAsync(IdempotentReply wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = clock.GetUtcNow();
            var (expired, abandoned) = (now.AddDays(-options.Value.ReplyDays), now - Abandoned);
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var taken = await db.Database.ExecuteSqlAsync($"""
                INSERT INTO portal.idempotent_reply AS held (caller, key, request, holder, created_at)
                VALUES ({wanted.Caller}, {wanted.Key}, {wanted.Request}, {wanted.Holder}, {now})
                ON CONFLICT (caller, key) DO UPDATE SET request = excluded.request, holder = excluded.holder, created_at = excluded.created_at,
                    body_hash = NULL, status = NULL, content_type = NULL, location = NULL, body = NULL
                WHERE held.created_at < {expired} OR (held.status IS NULL AND held.created_at < {abandoned})
                """, cancellationToken);
            if (taken == 1)
            {
                return null;
            }

            if (await db.IdempotentReplies.AsNoTracking().SingleOrDefaultAsync(r => r.Caller == wanted.Caller && r.Key == wanted.Key, cancellationToken) is { } held)
            {
                return held;
            }
        }
    }

    public async Task KeepAsync(IdempotentReply reply, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await Held(db, reply).ExecuteUpdateAsync(r => r.SetProperty(x => x.BodyHash, reply.BodyHash).SetProperty(x => x.Status, reply.Status)
            .SetProperty(x => x.ContentType, reply.ContentType).SetProperty(x => x.Location, reply.Location).SetProperty(x => x.Body, reply.Body), cancellationToken);
    }

    /// <summary>Nothing was done under it: the next request may use it.</summary>
    public async Task ReleaseAsync(IdempotentReply reply, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await Held(db, reply).ExecuteDeleteAsync(cancellationToken);
    }

    private static IQueryable<IdempotentReply> Held(PortalDbContext db, IdempotentReply reply) =>
        db.IdempotentReplies.Where(r => r.Caller == reply.Caller && r.Key == reply.Key && r.Holder == reply.Holder);
}
