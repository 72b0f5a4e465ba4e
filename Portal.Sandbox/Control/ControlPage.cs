using System.Net;
using System.Text;
using Portal.Sandbox.Faults;

namespace Portal.Sandbox.Control;

/// <summary>The page at "/": what is in this world, what to try, and what may go wrong. Plain forms, no script.</summary>
internal static class ControlPage
{
    private static readonly Lazy<string> Style = new(ReadStyle);

    private static readonly (string Title, Fault Fault)[] Presets =
    [
        ("Every request fails (503)", new() { Kind = FaultKind.Error }),
        ("The next three requests fail (500)", new() { Kind = FaultKind.Error, Status = 500, Times = 3 }),
        ("Writes fail after ten more", new() { Kind = FaultKind.Error, Method = "WRITE", AfterWrites = 10 }),
        ("Writes never answer", new() { Kind = FaultKind.Timeout, Method = "WRITE" }),
        ("The next write is stored, then answered 502", new() { Kind = FaultKind.CommitThenError, Method = "WRITE", Times = 1 }),
        ("Too many requests (429), five times", new() { Kind = FaultKind.Throttle, RetryAfterSeconds = 2, Times = 5 }),
        ("Slow: half a second per request", new() { Kind = FaultKind.Delay, DelayMilliseconds = 500 }),
        ("The next list is broken JSON", new() { Kind = FaultKind.Malformed, Method = "GET", Times = 1 }),
        ("S3 answers SlowDown", new() { Kind = FaultKind.Error, Service = "s3" }),
    ];

    public static string Render(SandboxHost sandbox) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="icon" href="data:,">
        <title>Sandbox: the outside world of this demo</title>
        <style>{Style.Value}</style>
        </head>
        <body>
        <main>
        <header>
        <h1>Sandbox: the outside world of this demo</h1>
        <p>A Data Service at <code>{sandbox.DataServiceUrl}</code> and an S3 endpoint at <code>{sandbox.S3Url}</code>, made up for trying the portal. Nothing here is real data.</p>
        </header>
        <section><h2>Data Service</h2><ul class="counts">{Counts(sandbox)}</ul></section>
        <section><h2>Buckets</h2><table><thead><tr><th scope="col">Bucket</th><th scope="col" class="number">Objects</th></tr></thead><tbody>{Buckets(sandbox)}</tbody></table></section>
        <section><h2>Example manifests</h2>{Examples(sandbox)}</section>
        <section><h2>What goes wrong</h2>{Active(sandbox)}<div class="presets">{string.Concat(Presets.Select(p => Button(p.Title, p.Fault)))}</div>{RefuseForm}</section>
        <section><h2>Requests</h2><p>{sandbox.Requests.Count} so far, at most {sandbox.Requests.MaximumSimultaneous} at once.
        <a href="/_sandbox/requests">The last ones</a> and <a href="/_sandbox/tables">all tables</a> as JSON.</p></section>
        </main>
        </body>
        </html>
        """;

    private const string RefuseForm = """
        <form method="post" action="/_sandbox/faults" class="refuse">
        <input type="hidden" name="kind" value="Refuse"><input type="hidden" name="method" value="WRITE">
        <label for="external-id">Refuse the row with this external id</label>
        <input id="external-id" name="externalId" required placeholder="s3://bucket/key"> <button>Refuse</button>
        </form>
        """;

    private static string Counts(SandboxHost sandbox) => string.Concat(sandbox.DataService.Schema.Collections.Select(c =>
        $"<li><a href=\"/{c.Path}\"><strong>{sandbox.DataService.Tables[c.Path].Count:N0}</strong> {c.Path.Replace('-', ' ')}</a></li>"));

    private static string Buckets(SandboxHost sandbox) => sandbox.Objects.Buckets.Count == 0
        ? "<tr><td colspan=\"2\">There are no buckets.</td></tr>"
        : string.Concat(sandbox.Objects.Buckets.Select(b =>
            $"<tr><td><code>{Html(b)}</code></td><td class=\"number\">{sandbox.Objects.Count(b):N0}</td></tr>"));

    private static string Examples(SandboxHost sandbox) => sandbox.Examples.Count == 0
        ? "<p>None: this sandbox was started without the demo study.</p>"
        : "<ul class=\"examples\">" + string.Concat(sandbox.Examples.Select(e =>
            $"<li><a href=\"/examples/{e.FileName}\" download>{Html(e.Title)}</a> for study <code>{e.StudyId}</code><br><small>{Html(e.Description)}</small></li>")) + "</ul>";

    private static string Active(SandboxHost sandbox)
    {
        var active = sandbox.Faults.Active;
        if (active.Count == 0)
        {
            return "<p>Nothing: every request is answered as it should be. Switch a fault on:</p>";
        }

        var rows = new StringBuilder();
        foreach (var (fault, hits, _) in active)
        {
            rows.Append($"""
                <tr><td>{Html(Describe(fault))}</td><td class="number">{hits}</td><td>
                <form method="post" action="/_sandbox/faults/remove"><input type="hidden" name="id" value="{Html(fault.Id)}"><button>Switch off</button></form></td></tr>
                """);
        }

        return $"""
            <table><thead><tr><th scope="col">On now</th><th scope="col" class="number">Hits</th><th scope="col"><span class="hidden">Action</span></th></tr></thead><tbody>{rows}</tbody></table>
            <form method="post" action="/_sandbox/faults/clear"><button class="strong">Switch all off</button></form>
            """;
    }

    private static string Describe(Fault fault) => string.Join(", ", new[]
    {
        $"{fault.Kind} ({fault.Service})", fault.Method, fault.Path, fault.Status is { } status ? $"status {status}" : null,
        fault.Kind == FaultKind.Delay ? $"{fault.DelayMilliseconds} ms" : null, fault.AfterWrites > 0 ? $"after {fault.AfterWrites} writes" : null,
        fault.Times is { } times ? $"{times} times" : null, fault.ExternalId,
    }.Where(part => part is not null));

    private static string Button(string title, Fault fault) =>
        "<form method=\"post\" action=\"/_sandbox/faults\">"
        + Hidden("kind", fault.Kind.ToString()) + Hidden("service", fault.Service) + Hidden("method", fault.Method)
        + Hidden("status", fault.Status?.ToString()) + Hidden("times", fault.Times?.ToString()) + Hidden("afterWrites", fault.AfterWrites.ToString())
        + Hidden("delayMilliseconds", fault.DelayMilliseconds.ToString()) + Hidden("retryAfterSeconds", fault.RetryAfterSeconds.ToString())
        + $"<button>{Html(title)}</button></form>";

    private static string Hidden(string name, string? value) =>
        value is null ? "" : $"<input type=\"hidden\" name=\"{name}\" value=\"{Html(value)}\">";

    private static string Html(string text) => WebUtility.HtmlEncode(text);

    private static string ReadStyle()
    {
        using var stream = typeof(ControlPage).Assembly.GetManifestResourceStream("page.css")
            ?? throw new InvalidOperationException("page.css is not inside the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
