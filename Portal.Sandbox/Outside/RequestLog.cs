namespace Portal.Sandbox.Outside;

public sealed record RecordedRequest(
    long Number, DateTimeOffset Time, string Service, string Method, string Path, string Query, string Body, int Status, double Milliseconds)
{
    public bool Writes => Method is "POST" or "PATCH" or "PUT" or "DELETE";
}

/// <summary>The last requests the outside world was asked, oldest first, and how many were under way at once.</summary>
public sealed class RequestLog(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Queue<RecordedRequest> _requests = new();
    private long _count;
    private int _underWay;

    /// <summary>All requests ever seen, also those no longer kept.</summary>
    public long Count => Interlocked.Read(ref _count);

    public int MaximumSimultaneous { get; private set; }

    public IReadOnlyList<RecordedRequest> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    public IReadOnlyList<RecordedRequest> Writes => [.. All.Where(r => r.Writes)];

    public void Clear()
    {
        lock (_gate)
        {
            _requests.Clear();
            _count = 0;
            MaximumSimultaneous = _underWay;
        }
    }

    internal bool Keeps => capacity > 0;

    internal void Begin()
    {
        lock (_gate)
        {
            MaximumSimultaneous = Math.Max(MaximumSimultaneous, ++_underWay);
        }
    }

    internal void End(Func<long, RecordedRequest> record)
    {
        lock (_gate)
        {
            _underWay--;
            var number = ++_count;
            if (capacity == 0)
            {
                return;
            }

            if (_requests.Count == capacity)
            {
                _requests.Dequeue();
            }

            _requests.Enqueue(record(number));
        }
    }
}
