using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Runs;
using Portal.Jobs.ImagingOrders.Files;

namespace Portal.Jobs.ImagingOrders.Processing;

/// <summary>Says that the order is worked on, and looks at its files once more, as they are now.</summary>
public sealed class BeginOrder(OrderStepServices services, ImageFiles images) : OrderStep(services)
{
    public override string Name => "check-files";

    public override string Title => "Check files";

    protected override async Task<StepResult> WorkAsync(ProcessedOrder order, StepContext context, CancellationToken cancellationToken)
    {
        if (await Services.Orders.IsOverAsync(order, cancellationToken))
        {
            throw new StepFailedException("The order has ended already. Retry it on its own page, which orders what failed once more.");
        }

        await TellAsync(order, ImportStage.Started, description: null, context, cancellationToken);
        if (order.TakenOver)
        {
            context.Note("Another importer had it before and is gone; OMERO is asked what of it is there before anything is imported.");
        }

        if (order.Conversion?.Problem is { } incomplete)
        {
            throw new OrderFailedException(FailureText.Incomplete + incomplete);
        }

        if (order.Row.Files.Count == 0)
        {
            throw new OrderFailedException(FailureText.Files(order.Uuid, order.Row.DestinationId, []), "The order names no file.");
        }

        var files = await Services.Files.OpenAsync(order.Order.Id, order.Row.Files, cancellationToken);
        foreach (var file in files.Where(f => f.State == OrderFileState.Waiting))
        {
            if (await ProblemAsync(images, order, file, cancellationToken) is { } problem)
            {
                context.Warn($"{file.Path}: {problem}");
                await NoteAsync(file, (f, now) => f.Fail(problem, null, [], [], now), context, cancellationToken);
            }
        }

        var left = (await Services.Files.OfAsync(order.Order.Id, cancellationToken)).Count(f => f.State != OrderFileState.Failed);
        return StepResult.Done(left == files.Count ? Words.Count(left, "file") : $"{left} of {Words.Count(files.Count, "file")} can be imported");
    }

    /// <summary>Whether a file of the order may be opened, and is there: within the group's folder, links followed, at this moment.</summary>
    /// <returns>Null: it is as it should be.</returns>
    internal static async Task<string?> ProblemAsync(ImageFiles images, ProcessedOrder order, ImagingOrderFile file, CancellationToken cancellationToken)
    {
        try
        {
            var now = (await images.CheckAsync(order.Row.Group, [order.Below(file)], Actor.Portal, cancellationToken, withFolders: order.Conversion is null)).Single();
            return now == file.Path ? null : "It lies elsewhere than when it was ordered; order it again.";
        }
        catch (RuleException problem)
        {
            return problem.Message;
        }
    }
}
