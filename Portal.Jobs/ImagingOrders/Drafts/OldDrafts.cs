using Microsoft.Extensions.Options;
using Portal.Jobs.Housekeeping;

namespace Portal.Jobs.ImagingOrders.Drafts;

/// <summary>Drafts nobody went on with.</summary>
internal sealed class OldDrafts(Housekeeping.Batches batches, IOptions<ImagingOrderOptions> options, TimeProvider clock) : IRetentionRule
{
    public async Task<string?> RemoveAsync(CancellationToken cancellationToken)
    {
        if (options.Value.DraftDays == 0)
        {
            return null;
        }

        var rows = await batches.DeleteAsync("portal.order_draft", "x.updated_at < @before", ("before", clock.GetUtcNow().AddDays(-options.Value.DraftDays)), cancellationToken);
        return rows == 0 ? null : Words.Count(rows, "draft of an imaging order", "drafts of imaging orders");
    }
}
