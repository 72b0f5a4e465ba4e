using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.GwoManifests;

/// <summary>Edits on their way: kept per person and manifest, seen by nobody else, and without an audit entry until they become a version.</summary>
public sealed class DraftCommands(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, TimeProvider clock)
{
    /// <summary>Adds an edit; a draft of a former version is given up for it.</summary>
    /// <exception cref="RuleException">The manifest has another version by now, or there are too many edits.</exception>
    public Task<ManifestEdits> AddAsync(Guid id, int version, ManifestEdit edit, Actor by, CancellationToken cancellationToken) => ChangeAsync(id, by, (current, edits, of) =>
    {
        if (current != version)
        {
            throw new RuleException("draft-stale", $"The manifest is at version {current} by now. Look at that one, and edit it.");
        }

        var kept = of == version ? edits : [];
        return kept.Count >= GwoDraft.MostEdits
            ? throw new RuleException("too-many-edits", $"There are {GwoDraft.MostEdits:N0} edits already. Check again, so that they become a version, and go on from there.")
            : [.. kept, edit];
    }, cancellationToken);

    /// <summary>Takes the last edit back.</summary>
    public Task<ManifestEdits> UndoAsync(Guid id, Actor by, CancellationToken cancellationToken) =>
        ChangeAsync(id, by, (_, edits, _) => edits.Count == 0 ? edits : edits[..^1], cancellationToken);

    /// <summary>Takes all of them back.</summary>
    public Task<ManifestEdits> DiscardAsync(Guid id, Actor by, CancellationToken cancellationToken) => ChangeAsync(id, by, (_, _, _) => [], cancellationToken);

    private async Task<ManifestEdits> ChangeAsync(Guid id, Actor by, Func<int, List<ManifestEdit>, int, List<ManifestEdit>> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Locked, so that two tabs of one person follow each other.
        var manifest = await db.Set<GwoManifest>().FromSql($"SELECT * FROM portal.gwo_manifest WHERE id = {id} FOR UPDATE").AsNoTracking().SingleOrDefaultAsync(cancellationToken)
            ?? throw new NotFoundException("There is no such manifest, or none you may see.");
        await permissions.RequireAsync(by, manifest.Scope, Role.Curator, "edit a manifest", cancellationToken);
        var draft = await db.Set<GwoDraft>().SingleOrDefaultAsync(d => d.ManifestId == id && d.Person == by.Id, cancellationToken);
        var edits = change(manifest.Version, draft is null ? [] : RunParameters.Read<List<ManifestEdit>>(draft.Edits), draft?.Version ?? manifest.Version);
        if (edits.Count == 0)
        {
            await (draft is null ? Task.CompletedTask : db.Set<GwoDraft>().Where(d => d.ManifestId == id && d.Person == by.Id).ExecuteDeleteAsync(cancellationToken));
        }
        else
        {
            if (draft is null)
            {
                db.Add(draft = GwoDraft.Of(id, by.Id));
            }

            draft.Write(manifest.Version, RunParameters.Write(edits), clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return new ManifestEdits(edits);
    }
}
