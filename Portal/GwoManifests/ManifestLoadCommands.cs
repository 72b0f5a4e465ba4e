using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.GwoManifests;
using Portal.Jobs.Runs;

namespace Portal.GwoManifests;

/// <summary>What somebody wants of a load.</summary>
public sealed record LoadRequest
{
    public ApplyPolicy Policy { get; init; }
    public bool AcknowledgeWarnings { get; init; }
    public LoadOptions Options { get; init; } = LoadOptions.None;

    /// <summary>What the options leave open is as the study has it; false sends nothing for it.</summary>
    public bool UseDefaults { get; init; } = true;

    public ReplaceChoice Replace { get; init; } = ReplaceChoice.Nothing;
}

/// <summary>Carrying out a manifest's plan, and taking back what that created; pages and API call the same methods.</summary>
public sealed class ManifestLoadCommands(IDbContextFactory<PortalDbContext> contexts, ManifestRuns manifests, ReplaceQueries replaces, RunQueue queue, TimeProvider clock)
{
    /// <summary>Carries out the plan of the last check, or returns the apply that is under way.</summary>
    /// <exception cref="RuleException"><c>plan-stale</c>, <c>has-errors</c>, <c>warnings</c>, <c>options</c> or <c>replace</c>.</exception>
    public async Task<SubmittedRun> ApplyAsync(Guid id, LoadRequest wish, Actor by, CancellationToken cancellationToken)
    {
        var manifest = await manifests.FindAsync(id, by, "apply a manifest", cancellationToken);
        var requestKey = $"gwo-apply:{id}";
        if (!await manifests.IsUnderWayAsync(r => r.RequestKey == requestKey, cancellationToken))
        {
            await RequireApplicableAsync(manifest, wish, cancellationToken);
        }

        var options = wish.UseDefaults ? wish.Options.Checked().Over(await DefaultsAsync(manifest.StudyId, cancellationToken)) : wish.Options.Checked();
        var replaced = await replaces.RequireAsync(id, wish.Replace, cancellationToken);
        var parameters = new ApplyParameters { ManifestId = id, PlanRunId = manifest.PlanRunId ?? Guid.Empty, Policy = wish.Policy, Options = options, Replace = wish.Replace };
        var request = ManifestRuns.Request(manifest, GwoManifestApplyWorkflow.WorkflowName, parameters) with { RequestKey = requestKey, ExclusiveKey = ManifestRuns.ExclusiveKeyOf(manifest) };
        return await queue.SubmitAsync(request, by, async (db, run, token) =>
        {
            var stored = await db.Set<GwoManifest>().SingleAsync(m => m.Id == id, token);
            if (stored.PlanRunId != parameters.PlanRunId || !stored.PlanIsFresh)
            {
                throw Stale("The plan changed a moment ago. Look at it again.");
            }

            stored.ApplyBy(run.Id, wish.Policy, wish.AcknowledgeWarnings, by, clock.GetUtcNow());
            manifests.Audit(db, by, "gwo-manifest.apply", stored, run,
                new { Policy = wish.Policy.Word(), wish.AcknowledgeWarnings, stored.Errors, stored.Warnings, Options = options, wish.Replace, Replaced = replaced });
        }, cancellationToken);
    }

    /// <summary>Removes what a load of this manifest created, or returns the roll-back that is under way.</summary>
    /// <param name="applyRunId">Null: its last load.</param>
    /// <exception cref="RuleException"><c>nothing-loaded</c>, <c>load-unfinished</c> or <c>nothing-created</c>.</exception>
    public async Task<SubmittedRun> RollbackAsync(Guid id, Guid? applyRunId, string? why, Actor by, CancellationToken cancellationToken)
    {
        var manifest = await manifests.FindAsync(id, by, "roll a load back", cancellationToken);
        var load = await LoadAsync(manifest, applyRunId ?? manifest.ApplyRunId, cancellationToken);
        var requestKey = $"gwo-rollback:{load}";
        if (!await manifests.IsUnderWayAsync(r => r.RequestKey == requestKey, cancellationToken) && !await HasCreatedAsync(load, cancellationToken))
        {
            throw new RuleException("nothing-created", "That load created nothing that is still there, so there is nothing to take back. What it updated is left alone.");
        }

        var request = ManifestRuns.Request(manifest, GwoManifestRollbackWorkflow.WorkflowName, new RollbackParameters { ManifestId = id, ApplyRunId = load }) with
        {
            RequestKey = requestKey,
            ExclusiveKey = ManifestRuns.ExclusiveKeyOf(manifest),
        };
        return await queue.SubmitAsync(request, by, async (db, run, token) =>
        {
            var stored = await db.Set<GwoManifest>().SingleAsync(m => m.Id == id, token);
            stored.RollBackBy(run.Id);
            manifests.Audit(db, by, "gwo-manifest.rollback", stored, run, new { Load = load }, why);
        }, cancellationToken);
    }

    private async Task<LoadOptions> DefaultsAsync(string studyId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return (await db.Set<GwoStudyDefaults>().AsNoTracking().SingleOrDefaultAsync(d => d.StudyId == studyId, cancellationToken))?.Read() ?? LoadOptions.None;
    }

    private async Task<Guid> LoadAsync(GwoManifest manifest, Guid? runId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var load = await db.Runs.AsNoTracking().SingleOrDefaultAsync(
            r => r.Id == runId && r.SubjectKey == manifest.SubjectKey && r.Workflow == GwoManifestApplyWorkflow.WorkflowName, cancellationToken);
        return load is null ? throw new RuleException("nothing-loaded", runId is null ? "This manifest was never loaded, so there is nothing to roll back." : "That run is no load of this manifest.")
            : !load.State.IsFinal() ? throw new RuleException("load-unfinished", $"R-{load.Number} is not at its end. Cancel it first, or wait.")
            : load.Id;
    }

    private async Task<bool> HasCreatedAsync(Guid load, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<GwoLedgerEntry>().AnyAsync(e => e.RunId == load && e.Made && e.Removal != LedgerRemoval.Removed, cancellationToken);
    }

    private async Task RequireApplicableAsync(GwoManifest manifest, LoadRequest wish, CancellationToken cancellationToken)
    {
        if (manifest.PlanRunId is null)
        {
            throw Stale("The manifest was not checked yet, so there is no plan. Check it first.");
        }

        if (!manifest.PlanIsFresh)
        {
            throw Stale("The plan of this manifest was carried out already. Check it again for what is left to do.");
        }

        if (await manifests.IsUnderWayAsync(r => r.Id == manifest.CheckRunId, cancellationToken))
        {
            throw Stale("The manifest is being checked just now. Wait for the plan of that check.");
        }

        if (manifest.Errors > 0 && (wish.Policy == ApplyPolicy.AllOrNothing || manifest.GoodRows == 0))
        {
            throw new RuleException("has-errors", wish.Policy == ApplyPolicy.AllOrNothing
                ? $"The manifest has {manifest.Errors:N0} {(manifest.Errors == 1 ? "error" : "errors")}. Correct the file, or load the good rows only."
                : "No row of the manifest is free of errors, so there is nothing to load. Correct the file and upload it again.");
        }

        if (manifest.Warnings > 0 && !wish.AcknowledgeWarnings)
        {
            throw new RuleException("warnings", $"The manifest has {manifest.Warnings:N0} {(manifest.Warnings == 1 ? "warning" : "warnings")}. Acknowledge them to go on.");
        }
    }

    private static RuleException Stale(string sentence) => new("plan-stale", sentence);
}
