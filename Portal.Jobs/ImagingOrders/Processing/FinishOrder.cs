using Portal.Domain.ImagingOrders;
using Portal.Domain.Runs;
using Portal.Jobs.ImagingOrders.Orders;

namespace Portal.Jobs.ImagingOrders.Processing;

/// <summary>Something in OMERO still leads into it, so it must not be removed.</summary>
internal sealed record KeptFolder(string Folder)
{
    public const string Key = "kept-folder";
}

/// <summary>Tells how the order ended, once, and removes what lay on this machine, also after a failure.</summary>
public sealed class FinishOrder(OrderStepServices services, OrderFollowing following) : OrderStep(services)
{
    public override string Name => "finish";

    public override string Title => "Finish";

    protected override async Task<StepResult> WorkAsync(ProcessedOrder order, StepContext context, CancellationToken cancellationToken)
    {
        var failed = (await Services.Files.OfAsync(order.Order.Id, cancellationToken)).Where(f => f.State != OrderFileState.Imported).Select(f => f.Path).ToList();
        return failed.Count > 0 ? await AfterwardsAsync(order, FailureText.Files(order.Uuid, order.Row.DestinationId, failed), context, cancellationToken)
            : await EndAsync(order, ImportStage.Completed, description: null, context, cancellationToken);
    }

    protected override async Task<StepResult> AfterwardsAsync(ProcessedOrder order, string failure, StepContext context, CancellationToken cancellationToken)
    {
        await EndAsync(order, ImportStage.Failed, failure, context, cancellationToken);
        var reason = FailureReason.Of(failure);
        throw new StepFailedException($"{reason.Sentence} Retry the order on its own page.", failure);
    }

    private async Task<StepResult> EndAsync(ProcessedOrder order, ImportStage stage, string? description, StepContext context, CancellationToken cancellationToken)
    {
        if (stage == ImportStage.Failed)
        {
            var reason = FailureReason.Of(description).Sentence;
            foreach (var file in (await Services.Files.OfAsync(order.Order.Id, cancellationToken)).Where(f => !f.IsOver))
            {
                await NoteAsync(file, (f, now) => f.Fail(reason, null, [], [], now), context, cancellationToken);
            }
        }

        if (await context.LoadAsync<KeptFolder>(KeptFolder.Key, cancellationToken) is { } kept)
        {
            context.Warn($"{kept.Folder} stays: links in OMERO still lead there.");
        }
        else if (Directory.Exists(order.Temporary))
        {
            Directory.Delete(order.Temporary, recursive: true);
        }

        File.Delete($"{order.Temporary}.lock");
        await TellAsync(order, stage, description, context, cancellationToken);
        await following.NowAsync(order.Uuid, cancellationToken);
        return StepResult.Done(stage == ImportStage.Completed ? "imported" : "failed");
    }
}
