namespace Portal.Domain.ImagingOrders;

/// <summary>Where one file of an order is that the portal processes itself.</summary>
public enum OrderFileState
{
    Waiting,
    Converting,

    /// <summary>What the conversion made waits for its import.</summary>
    Converted,
    Importing,
    Imported,
    Failed,

    /// <summary>The order was cancelled before it was its turn.</summary>
    LeftOut,
}

/// <summary>What became of one file of an order.</summary>
public sealed class ImagingOrderFile
{
    private ImagingOrderFile()
    {
    }

    public Guid OrderId { get; private set; }

    /// <summary>In the order's list of files.</summary>
    public int Position { get; private set; }

    /// <summary>As the importer sees it.</summary>
    public string Path { get; private set; } = "";

    public OrderFileState State { get; private set; }

    /// <summary>In OMERO: <c>Image:12</c>, <c>Plate:4</c>.</summary>
    public IReadOnlyList<string> Objects { get; private set; } = [];

    /// <summary>Of its imports in OMERO; no other import is taken for them.</summary>
    public IReadOnlyList<long> Filesets { get; private set; } = [];

    /// <summary>Why it failed, in words.</summary>
    public string? Reason { get; private set; }

    /// <summary>The end of what conversion or import said last.</summary>
    public string? Log { get; private set; }

    /// <summary>How often its import was begun.</summary>
    public int Attempt { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }
    public DateTimeOffset? ConvertedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    public bool IsOver => State is OrderFileState.Imported or OrderFileState.Failed or OrderFileState.LeftOut;

    public static ImagingOrderFile Of(Guid order, int position, string path) => new() { OrderId = order, Position = position, Path = path };

    public void Convert(DateTimeOffset now) => (State, StartedAt) = (OrderFileState.Converting, StartedAt ?? now);

    public void Converted(string? log, DateTimeOffset now) => (State, Log, ConvertedAt) = (OrderFileState.Converted, log, now);

    public void Import(DateTimeOffset now) => (State, StartedAt, Attempt) = (OrderFileState.Importing, StartedAt ?? now, Attempt + 1);

    public void Imported(IReadOnlyList<string> objects, IReadOnlyList<long> filesets, string? log, DateTimeOffset now) =>
        (State, Objects, Filesets, Reason, Log, EndedAt) = (OrderFileState.Imported, objects, filesets, null, log ?? Log, now);

    /// <param name="filesets">What of it came to OMERO all the same.</param>
    public void Fail(string reason, string? log, IReadOnlyList<string> objects, IReadOnlyList<long> filesets, DateTimeOffset now) =>
        (State, Reason, Log, Objects, Filesets, EndedAt) = (OrderFileState.Failed, reason, log ?? Log, objects, filesets, now);

    public void LeaveOut(DateTimeOffset now) => (State, EndedAt) = (OrderFileState.LeftOut, now);
}
