using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Portal.Domain;
using Portal.Domain.Storage;
using Portal.Jobs.GwoManifests;

namespace Portal.GwoManifests;

/// <summary>A file that arrived and belongs to nobody yet.</summary>
public sealed record StagedManifest(Guid Id, string FileName, string StorageKey, string Sha256, long Bytes)
{
    /// <summary>What came with it.</summary>
    public StagedManifest? HashReport { get; init; }
}

/// <summary>Brings a file into the store as it comes over the wire, and looks whether it can be read.</summary>
public sealed class ManifestUploads(IFileStore files, ManifestTables tables, HashReportReader hashReports, IOptions<GwoManifestOptions> options, TimeProvider clock)
{
    public async Task<StagedManifest> StageAsync(string fileName, Stream content, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        var name = SafeName(fileName);
        var key = $"gwo-manifests/{id}/manifest{Path.GetExtension(name).ToLowerInvariant()}";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = await files.WriteAsync(key, (target, token) => CopyAsync(content, target, hash, token), cancellationToken);
        return new StagedManifest(id, name, key, Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
    }

    /// <summary>For a file that is made here instead of arriving.</summary>
    public async Task<StagedManifest> StageAsync(string fileName, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        await using var made = TemporaryFile.Create();
        await write(made, cancellationToken);
        made.Position = 0;
        return await StageAsync(fileName, made, cancellationToken);
    }

    public async Task<int> CountRowsAsync(StagedManifest staged, CancellationToken cancellationToken)
    {
        try
        {
            var table = await tables.ReadAsync(staged.StorageKey, staged.Sha256, staged.FileName, cancellationToken);
            return table.Rows.Count;
        }
        catch (UnreadableManifestException e)
        {
            throw new RuleException("unreadable-manifest", e.Message, 400);
        }
    }

    public async Task RequireHashReportAsync(StagedManifest report, CancellationToken cancellationToken)
    {
        try
        {
            await hashReports.CountAsync(report.StorageKey, report.FileName, cancellationToken);
        }
        catch (UnreadableManifestException e)
        {
            throw new RuleException("unreadable-hash-report", e.Message, 400);
        }
    }

    // Not cancellable: it tidies up after a caller who may be gone.
    public async Task DiscardAsync(StagedManifest staged)
    {
        await files.DeleteAsync(staged.StorageKey, CancellationToken.None);
        if (staged.HashReport is { } report)
        {
            await DiscardAsync(report);
        }
    }

    private async Task CopyAsync(Stream from, Stream to, IncrementalHash hash, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 16];
        var total = 0L;
        int read;
        while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
        {
            total += read;
            if (total > options.Value.MaxBytes)
            {
                throw new RuleException("too-large",
                    $"The file is larger than {options.Value.MaxBytes:N0} bytes, which {GwoManifestOptions.Section}:{nameof(GwoManifestOptions.MaxBytes)} allows.", 413);
            }

            hash.AppendData(buffer, 0, read);
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    // Browsers may send whole paths, of other systems too.
    private static string SafeName(string fileName)
    {
        var name = fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..].Trim();
        name = new string([.. name.Where(c => !char.IsControl(c))]);
        return name.Length switch { 0 => "manifest", > 200 => name[^200..], _ => name };
    }
}
