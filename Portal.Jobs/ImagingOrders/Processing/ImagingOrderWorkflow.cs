using Portal.Domain.Runs;

namespace Portal.Jobs.ImagingOrders.Processing;

/// <summary>An order the portal processes itself: its files are looked at again, converted where they have to be, imported one by one, and the end is told.</summary>
public sealed class ImagingOrderWorkflow(BeginOrder begin, ConvertFiles convert, ImportFiles import, FinishOrder finish) : IWorkflow
{
    public const string WorkflowName = "imaging-order";

    public string Name => WorkflowName;

    public string Title => "Imaging order";

    public IReadOnlyList<IStep> Steps => [begin, convert, import, finish];
}
