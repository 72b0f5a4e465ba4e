using System.IO.Compression;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>What the steps of a check hand on: the manifest itself, and compressed files beside it, too large for a checkpoint.</summary>
public sealed class ManifestWork(IDbContextFactory<PortalDbContext> contexts, IFileStore files, ManifestTables tables)
{
    private const string VocabularyKey = "vocabulary";

    public async Task<GwoManifest> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<GwoManifest>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, cancellationToken)
            ?? throw new StepFailedException("The manifest is gone. Upload it again.");
    }

    public async Task<ManifestTable> ReadAsync(GwoManifest manifest, CancellationToken cancellationToken)
    {
        try
        {
            return await tables.ReadAsync(manifest.StorageKey, manifest.Sha256, manifest.FileName, cancellationToken);
        }
        catch (UnreadableManifestException e)
        {
            throw new StepFailedException(e.Message, cause: e);
        }
        catch (FileNotFoundException e)
        {
            throw new StepFailedException("The uploaded file is no longer in the file store. Upload it again.", e.Message, e);
        }
    }

    public async Task SaveAsync<T>(StepContext context, Guid manifestId, string name, T state, CancellationToken cancellationToken) where T : class =>
        await files.WriteAsync(Key(manifestId, context.RunId, name), async (stream, token) =>
        {
            await using var zip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
            await JsonSerializer.SerializeAsync(zip, state, RunParameters.Json, token);
        }, cancellationToken);

    public async Task<T> LoadAsync<T>(StepContext context, Guid manifestId, string name, CancellationToken cancellationToken) where T : class
    {
        await using var stream = await files.OpenAsync(Key(manifestId, context.RunId, name), cancellationToken);
        await using var zip = new GZipStream(stream, CompressionMode.Decompress);
        return await JsonSerializer.DeserializeAsync<T>(zip, RunParameters.Json, cancellationToken)
            ?? throw new JsonException($"The stored {name} is empty.");
    }

    /// <summary>Lets go of the rows once nobody needs them any more.</summary>
    public void Forget(GwoManifest manifest) => tables.Forget(manifest.StorageKey, manifest.Sha256, manifest.FileName);

    /// <summary>Removes what an earlier check kept, once a later one has taken its place.</summary>
    public async Task ForgetAsync(Guid manifestId, Guid runId, CancellationToken cancellationToken)
    {
        await files.DeleteAsync(Key(manifestId, runId, ScrapeS3.State), cancellationToken);
        await files.DeleteAsync(Key(manifestId, runId, ResolveReferences.State), cancellationToken);
    }

    public static Task SaveVocabularyAsync(StepContext context, ServiceVocabulary vocabulary, CancellationToken cancellationToken) =>
        context.SaveAsync(VocabularyKey, vocabulary, cancellationToken);

    public static async Task<Vocabulary> VocabularyAsync(StepContext context, CancellationToken cancellationToken)
    {
        var stored = await context.LoadAsync<ServiceVocabulary>(VocabularyKey, cancellationToken)
            ?? throw new InvalidOperationException("The step before left no vocabulary.");
        return VocabularyOf(stored);
    }

    public static Vocabulary VocabularyOf(ServiceVocabulary stored) => new(stored.DataTypes, stored.WorkflowTypes, stored.WhyBuiltIn is not null) { Values = stored.Values };

    /// <summary>What a check knew of the Data Service's Data Types; empty when its notes are gone.</summary>
    public static async Task<IReadOnlyList<string>> DataTypesAsync(PortalDbContext db, Guid checkRunId, CancellationToken cancellationToken)
    {
        var kept = await db.RunCheckpoints.Where(c => c.RunId == checkRunId && c.Key == VocabularyKey).Select(c => c.State).SingleOrDefaultAsync(cancellationToken);
        return kept is null ? [] : RunParameters.Read<ServiceVocabulary>(kept).DataTypes;
    }

    private static string Key(Guid manifestId, Guid runId, string name) => $"gwo-manifests/{manifestId}/runs/{runId}/{name}.json.gz";
}
