using System.Collections.Concurrent;

namespace Portal.E2E.Support;

/// <summary>Notes everything a browser complains about on our pages, so that no journey passes over it.</summary>
public sealed class PageWatch(Uri portal)
{
    private const string Violation = "reportPolicyViolation";
    private const string NotConnected = "Cannot send data if the connection is not in the 'Connected' State";

    private readonly ConcurrentQueue<string> _problems = new();
    private readonly ConcurrentDictionary<int, string> _expectedStatus = new();
    private int _outages;

    public IReadOnlyList<string> Problems => [.. _problems];

    public async Task OverAsync(IBrowserContext context)
    {
        await context.ExposeBindingAsync(Violation, (BindingSource _, string words) => Note("Content security policy", words));
        await context.AddInitScriptAsync(
            $"document.addEventListener('securitypolicyviolation', e => window.{Violation}(`${{e.violatedDirective}} blocked ${{e.blockedURI}} on ${{location.pathname}}`));");
        context.Page += (_, page) => Over(page);
    }

    /// <summary>The server or the network is taken away on purpose: connections may fail until this is disposed of.</summary>
    public IDisposable ExpectOutage()
    {
        Interlocked.Increment(ref _outages);
        return new End(() => Interlocked.Decrement(ref _outages));
    }

    /// <summary>This answer is what the journey is about.</summary>
    public void Expect(int status) => _expectedStatus[status] = $"{status}";

    private void Over(IPage page)
    {
        page.PageError += (_, error) => HearError(error);
        page.Console += (_, message) => HearConsole(message);
        page.RequestFailed += (_, request) => HearFailure(request);
        page.Response += (_, response) => HearStatus(response);
    }

    // Blazor answers the server's last call also when the server has just gone.
    private void HearError(string error)
    {
        if (_outages == 0 || !error.Contains(NotConnected, StringComparison.Ordinal))
        {
            Note("JavaScript error", error);
        }
    }

    private void HearConsole(IConsoleMessage message)
    {
        var expected = _outages > 0 || (message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal) && _expectedStatus.Values.Any(message.Text.Contains));
        if (message.Type == "error" && !expected)
        {
            Note("Console error", $"{message.Text} ({message.Location})");
        }
    }

    // A page that is left takes its unfinished requests along, and a download is no page load.
    private void HearFailure(IRequest request)
    {
        if (IsOurs(request.Url) && request.Failure != "net::ERR_ABORTED" && _outages == 0)
        {
            Note("Request failed", $"{request.Method} {request.Url}: {request.Failure}");
        }
    }

    private void HearStatus(IResponse response)
    {
        if (IsOurs(response.Url) && response.Status >= 400 && !_expectedStatus.ContainsKey(response.Status) && _outages == 0)
        {
            Note("Refused", $"{response.Request.Method} {response.Url}: {response.Status}");
        }
    }

    private bool IsOurs(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Authority == portal.Authority;

    private void Note(string kind, string words) => _problems.Enqueue($"{kind}: {words}");

    private sealed class End(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
