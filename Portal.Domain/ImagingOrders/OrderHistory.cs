namespace Portal.Domain.ImagingOrders;

/// <summary>Something about an order's rows that should not be; several can be at once.</summary>
[Flags]
public enum OrderOddity
{
    None = 0,

    /// <summary>Two importers took it: its images may be there twice.</summary>
    RunTwice = 1,

    /// <summary>It was unfinished when the importer started, which ends such orders without a word.</summary>
    DaemonRestarted = 2,

    /// <summary>Called failed by one importer and completed by another.</summary>
    FinishedByAnother = 4,

    /// <summary>The importer went on to later orders and will never see it.</summary>
    PassedOver = 8,

    /// <summary>The rows are in no order an importer writes.</summary>
    EditedByHand = 16,

    /// <summary>An importer began it and is gone; nobody comes back to it by itself.</summary>
    LeftBehind = 32,
}

/// <summary>One line of the order's story.</summary>
/// <param name="Lasted">Until the next row; null for the last one, or where a time is missing.</param>
public sealed record StageLine(ImportStage Stage, string Text, DateTimeOffset? At, TimeSpan? Lasted, string? Description);

/// <summary>All rows of one order, read the way they must be: the highest id decides, whatever the times say.</summary>
public sealed record OrderHistory
{
    private static readonly TimeSpan TwoPolls = TimeSpan.FromSeconds(10);

    private OrderHistory(IReadOnlyList<ImportRow> rows) => Rows = rows;

    public IReadOnlyList<ImportRow> Rows { get; }

    public ImportRow First => Rows[0];

    public ImportRow Last => Rows[^1];

    public ImportStage Stage => Last.Is;

    /// <summary>Why it failed, in words; null unless it did.</summary>
    public FailureReason? Failure => Stage == ImportStage.Failed ? FailureReason.Of(Last.Description) : null;

    /// <summary>Failed, and yet some of its files are in OMERO.</summary>
    public bool IsPartly => Failure is { FailedFiles: { Count: > 0 } failed } && failed.Count < Last.Files.Count;

    public OrderOddity Oddities => Twice() | Restarted() | Another() | ByHand();

    public IReadOnlyList<StageLine> Lines =>
        [.. Rows.Select((r, i) => new StageLine(r.Is, r.Stage, r.At, i + 1 < Rows.Count ? Rows[i + 1].At - r.At : null, r.Description))];

    /// <param name="rows">Of one order; any order of rows will do, and none twice.</param>
    public static OrderHistory Of(IEnumerable<ImportRow> rows)
    {
        var history = new OrderHistory([.. rows.OrderBy(r => r.Id)]);
        return history.Rows.Count > 0 ? history : throw new ArgumentException("An order has at least one row.", nameof(rows));
    }

    /// <summary>The importer has gone past it: an order with a higher first id was started, and this one still waits two polls later.</summary>
    /// <param name="laterStarted">When an order that was written later was started.</param>
    public bool IsPassedOver(DateTimeOffset? laterStarted, DateTimeOffset now) => Stage == ImportStage.Pending && laterStarted + TwoPolls < now;

    private OrderOddity Twice() => Count(ImportStage.Started) > 1 ? OrderOddity.RunTwice : OrderOddity.None;

    private OrderOddity Restarted() => Rows.Any(r => r.Is == ImportStage.Failed && r.Description is null) ? OrderOddity.DaemonRestarted : OrderOddity.None;

    private OrderOddity Another() =>
        Rows.Select(r => r.Is).SkipWhile(s => s != ImportStage.Failed).Contains(ImportStage.Completed) ? OrderOddity.FinishedByAnother : OrderOddity.None;

    private OrderOddity ByHand() => First.Is != ImportStage.Pending || Count(ImportStage.Pending) > 1 ? OrderOddity.EditedByHand : OrderOddity.None;

    private int Count(ImportStage stage) => Rows.Count(r => r.Is == stage);
}
