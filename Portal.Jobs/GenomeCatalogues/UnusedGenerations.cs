using Microsoft.Extensions.Options;
using Portal.Jobs.Housekeeping;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>What scans, failed imports and imports that were replaced left behind.</summary>
internal sealed class UnusedGenerations(Generations generations, IOptions<GenomeCatalogueOptions> options, TimeProvider clock) : IRetentionRule
{
    public async Task<string?> RemoveAsync(CancellationToken cancellationToken)
    {
        var runs = await generations.RemoveUnusedAsync(clock.GetUtcNow().AddDays(-options.Value.KeepUnusedDays), cancellationToken);
        return runs == 0 ? null : $"what {Words.Count(runs, "scan or import", "scans and imports")} of genome catalogues had left";
    }
}
