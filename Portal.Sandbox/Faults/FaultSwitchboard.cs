using System.IO.Enumeration;
using System.Text.Json;
using Portal.Sandbox.Outside;

namespace Portal.Sandbox.Faults;

/// <summary>The faults switched on just now, and which of them hit a request.</summary>
public sealed class FaultSwitchboard
{
    private readonly Lock _gate = new();
    private readonly List<ActiveFault> _active = [];

    public sealed record ActiveState(Fault Fault, int Hits, int WritesSeen);

    public IReadOnlyList<ActiveState> Active
    {
        get
        {
            lock (_gate)
            {
                return [.. _active.Select(a => new ActiveState(a.Fault, a.Hits, a.WritesSeen))];
            }
        }
    }

    public string Add(Fault fault)
    {
        lock (_gate)
        {
            _active.Add(new(fault));
            return fault.Id;
        }
    }

    public bool Remove(string id)
    {
        lock (_gate)
        {
            return _active.RemoveAll(a => a.Fault.Id == id) > 0;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _active.Clear();
        }
    }

    /// <summary>The delays of this request and the first fault that decides its answer.</summary>
    internal (TimeSpan Delay, Fault? Decisive) Strike(string service, ServiceRequest request)
    {
        lock (_gate)
        {
            var (delay, decisive) = (TimeSpan.Zero, (Fault?)null);
            foreach (var active in _active.Where(a => a.Fault.Service == service).ToList())
            {
                if (decisive is not null && active.Fault.Kind != FaultKind.Delay || !active.Strikes(request))
                {
                    continue;
                }

                if (active.Fault.Kind == FaultKind.Delay)
                {
                    delay += TimeSpan.FromMilliseconds(active.Fault.DelayMilliseconds);
                }
                else
                {
                    decisive = active.Fault;
                }

                if (active.Hits == active.Fault.Times)
                {
                    _active.Remove(active);
                }
            }

            return (delay, decisive);
        }
    }

    private sealed class ActiveFault(Fault fault)
    {
        private int _requestsSeen;

        public Fault Fault => fault;

        public int Hits { get; private set; }

        public int WritesSeen { get; private set; }

        public bool Strikes(ServiceRequest request)
        {
            var early = WritesSeen < fault.AfterWrites || _requestsSeen++ < fault.AfterRequests;
            WritesSeen += request.Writes ? 1 : 0;
            var strikes = !early && MatchesRoute(request) && MatchesBody(request);
            Hits += strikes ? 1 : 0;
            return strikes;
        }

        private bool MatchesRoute(ServiceRequest request) =>
            (fault.Method is null || fault.Method.Equals(request.Method, StringComparison.OrdinalIgnoreCase)
                || (request.Writes && fault.Method.Equals("WRITE", StringComparison.OrdinalIgnoreCase)))
            && (fault.Path is null || FileSystemName.MatchesSimpleExpression(fault.Path, request.Path));

        private bool MatchesBody(ServiceRequest request)
        {
            if (fault.Kind != FaultKind.Refuse || !request.Writes || request.Body.IsEmpty)
            {
                return fault.Kind != FaultKind.Refuse;
            }

            try
            {
                using var body = JsonDocument.Parse(request.Body);
                return fault.ExternalId is null
                    || (body.RootElement.ValueKind == JsonValueKind.Object
                        && body.RootElement.TryGetProperty("external_id", out var id)
                        && id.ValueKind == JsonValueKind.String && id.GetString() == fault.ExternalId);
            }
            catch (JsonException)
            {
                // A body that is no JSON has no external id; the service itself will refuse it.
                return false;
            }
        }
    }
}
