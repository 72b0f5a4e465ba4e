using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Portal.Sandbox.DataService;
using Portal.Sandbox.Faults;
using Portal.Sandbox.Objects;

namespace Portal.Sandbox.Control;

/// <summary>The hands behind the scene: faults, recorded requests, tables and seeds over HTTP, and the page that uses them.</summary>
internal sealed class ControlApi(SandboxHost sandbox)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static bool Owns(PathString path) =>
        path == "/" || path == "/favicon.ico" || path.StartsWithSegments("/_sandbox", StringComparison.Ordinal) || path.StartsWithSegments("/examples", StringComparison.Ordinal);

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await Route(context).ExecuteAsync(context);
        }
        catch (Exception mistake) when (mistake is JsonException or InvalidDataException or BadHttpRequestException)
        {
            await Text(400, mistake.Message).ExecuteAsync(context);
        }
    }

    private Answer Route(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        return (context.Request.Method, path) switch
        {
            ("GET", "/") => new(200, "text/html; charset=utf-8", c => c.Response.WriteAsync(ControlPage.Render(sandbox))),
            ("GET", "/_sandbox/faults") => Value(sandbox.Faults.Active),
            ("POST", "/_sandbox/faults") => new(0, "", SetFaultAsync),
            ("DELETE", "/_sandbox/faults") => Done(sandbox.Faults.Clear),
            ("POST", "/_sandbox/faults/clear") => Back(sandbox.Faults.Clear),
            ("POST", "/_sandbox/faults/remove") => new(0, "", RemoveFaultAsync),
            ("GET", "/_sandbox/requests") => Value(new { sandbox.Requests.Count, sandbox.Requests.MaximumSimultaneous, Requests = sandbox.Requests.All }),
            ("DELETE", "/_sandbox/requests") => Done(sandbox.Requests.Clear),
            ("POST", "/_sandbox/requests/clear") => Back(sandbox.Requests.Clear),
            ("GET", "/_sandbox/tables") => new(200, "application/json", c => c.Response.Body.WriteAsync(TableDump.Write(sandbox.DataService)).AsTask()),
            ("GET", "/_sandbox/ledger") => Value(sandbox.Ledger.All),
            ("POST", "/_sandbox/seed") => new(0, "", SeedAsync),
            ("DELETE", _) when path.StartsWith("/_sandbox/faults/", StringComparison.Ordinal) => Removed(path[(path.LastIndexOf('/') + 1)..]),
            ("GET", _) when sandbox.Examples.FirstOrDefault(e => path == "/examples/" + e.FileName) is { } example =>
                new(200, "text/tab-separated-values; charset=utf-8", c => SendFileAsync(c, example.FileName, example.Content)),
            _ => Text(404, $"The sandbox has no {context.Request.Method} {path}."),
        };
    }

    private async Task SetFaultAsync(HttpContext context)
    {
        if (context.Request.HasFormContentType)
        {
            sandbox.Faults.Add(FaultForm.Read(await context.Request.ReadFormAsync(context.RequestAborted)));
            await Back(() => { }).ExecuteAsync(context);
            return;
        }

        var fault = await JsonSerializer.DeserializeAsync<Fault>(context.Request.Body, Json, context.RequestAborted)
            ?? throw new InvalidDataException("A fault is a JSON object with at least a \"kind\".");
        sandbox.Faults.Add(fault);
        await (Value(fault) with { Status = 201 }).ExecuteAsync(context);
    }

    private async Task RemoveFaultAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        await Back(() => sandbox.Faults.Remove(form["id"].ToString())).ExecuteAsync(context);
    }

    /// <summary>Takes the tables of the Data Service, and objects of the buckets below "objects".</summary>
    private async Task SeedAsync(HttpContext context)
    {
        using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Array)
        {
            ObjectSeed.Load(sandbox.Objects, root);
        }
        else
        {
            if (root.TryGetProperty("objects", out var objects))
            {
                ObjectSeed.Load(sandbox.Objects, objects);
            }

            if (root.TryGetProperty("tables", out _) || objects.ValueKind == JsonValueKind.Undefined)
            {
                DataServiceSeed.Load(sandbox.DataService, root);
            }
        }

        await Done(() => { }).ExecuteAsync(context);
    }

    private Answer Removed(string id) => sandbox.Faults.Remove(id) ? Done(() => { }) : Text(404, $"There is no fault {id}.");

    private static Task SendFileAsync(HttpContext context, string name, string content)
    {
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        return context.Response.WriteAsync(content, context.RequestAborted);
    }

    private static Answer Value<T>(T value) => new(200, "application/json", c => JsonSerializer.SerializeAsync(c.Response.Body, value, Json, c.RequestAborted));

    private static Answer Text(int status, string text) => new(status, "text/plain; charset=utf-8", c => c.Response.WriteAsync(text + "\n", c.RequestAborted));

    private static Answer Done(Action act)
    {
        act();
        return new(204, "", _ => Task.CompletedTask);
    }

    /// <summary>After a form: back to the page.</summary>
    private static Answer Back(Action act)
    {
        act();
        return new(303, "", c =>
        {
            c.Response.Headers.Location = "/";
            return Task.CompletedTask;
        });
    }

    private sealed record Answer(int Status, string ContentType, Func<HttpContext, Task> WriteAsync)
    {
        public Task ExecuteAsync(HttpContext context)
        {
            if (Status != 0)
            {
                context.Response.StatusCode = Status;
                context.Response.ContentType = ContentType.Length > 0 ? ContentType : null;
            }

            return WriteAsync(context);
        }
    }
}
