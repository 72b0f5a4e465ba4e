using Npgsql;
using Portal.Domain;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Runs;
using Portal.Jobs.ImagingOrders.Tracking;
using Portal.Jobs.Outside.Omero;

namespace Portal.Jobs.ImagingOrders.Processing;

/// <summary>What every step of an order needs.</summary>
public sealed record OrderStepServices(ProcessedOrders Orders, OrderFiles Files, StageRows Stages, ProcessingCluster Cluster, TimeProvider Clock);

/// <summary>Another import of this order still runs somewhere, and must end first.</summary>
public sealed class StillHeldException() : Exception("An import of this order is still running elsewhere.");

/// <summary>One step of an order. What makes the order fail is kept for the last step, which says so once and cleans up.</summary>
public abstract class OrderStep(OrderStepServices services) : IStep
{
    private const string FailureKey = "failure";
    private static readonly TimeSpan Call = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public abstract string Name { get; }

    public abstract string Title { get; }

    protected OrderStepServices Services => services;

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (services.Cluster.State != ProcessingState.Ready && await LookAsync(cancellationToken) != ProcessingState.Ready)
        {
            return StepResult.Wait("this portal may process orders again", services.Clock.GetUtcNow() + Pause);
        }

        var order = await services.Orders.ReadAsync(context, cancellationToken);
        if (await context.LoadAsync<KeptFailure>(FailureKey, cancellationToken) is { } failure)
        {
            return await AfterwardsAsync(order, failure.Text, context, cancellationToken);
        }

        try
        {
            return await WorkAsync(order, context, cancellationToken);
        }
        catch (StillHeldException)
        {
            return StepResult.Wait("the import another node began", services.Clock.GetUtcNow() + Pause);
        }
        catch (Exception e) when (Failure(order, e) is { } text)
        {
            context.Warn((e as OrderFailedException)?.Detail ?? e.Message);
            await context.SaveAsync(FailureKey, new KeptFailure(text), cancellationToken);
            return await AfterwardsAsync(order, text, context, cancellationToken);
        }
    }

    protected abstract Task<StepResult> WorkAsync(ProcessedOrder order, StepContext context, CancellationToken cancellationToken);

    /// <summary>The order has failed already.</summary>
    protected virtual Task<StepResult> AfterwardsAsync(ProcessedOrder order, string failure, StepContext context, CancellationToken cancellationToken) =>
        Task.FromResult(StepResult.Done("left out: the order failed"));

    /// <summary>Appends to the importer's table, unless the run belongs to somebody else by now.</summary>
    protected async Task TellAsync(ProcessedOrder order, ImportStage stage, string? description, StepContext context, CancellationToken cancellationToken)
    {
        await context.GuardAsync(Call, cancellationToken);
        await services.Stages.AppendAsync(order.Row, stage, description, cancellationToken);
    }

    /// <summary>Notes what became of a file, unless the run belongs to somebody else by now.</summary>
    protected async Task NoteAsync(ImagingOrderFile file, Action<ImagingOrderFile, DateTimeOffset> change, StepContext context, CancellationToken cancellationToken)
    {
        await context.GuardAsync(Call, cancellationToken);
        await services.Files.ChangeAsync(file, change, cancellationToken);
    }

    private async Task<ProcessingState> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await services.Cluster.LookAsync(cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or RuleException)
        {
            return ProcessingState.Away;
        }
    }

    private static string? Failure(ProcessedOrder order, Exception e) => e switch
    {
        OrderFailedException failed => failed.Message,
        OmeroException { Trouble: OmeroTrouble.UnknownPerson } => FailureText.Person(order.Row.User, order.Row.Group),
        OmeroException { Trouble: OmeroTrouble.NotReached } => FailureText.Connection,
        OmeroException => FailureText.Other,
        _ => null,
    };

    private sealed record KeptFailure(string Text);
}
