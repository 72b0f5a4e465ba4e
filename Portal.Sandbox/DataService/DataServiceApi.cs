using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Portal.Sandbox.Outside;

namespace Portal.Sandbox.DataService;

/// <summary>The HTTP face of the Data Service: routes, pages and the envelope of every answer.</summary>
internal sealed class DataServiceApi(DataServiceState state) : IOutsideService
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly DataServiceLists _lists = new(state);
    private readonly DataServiceWrites _writes = new(state);
    private readonly Lazy<byte[]> _swagger = new(() => SwaggerDocument.Write(state.Schema));

    public string Name => "data-service";

    public Reply Answer(ServiceRequest request)
    {
        try
        {
            return Route(request);
        }
        catch (DataServiceRefusedException refusal)
        {
            return Error(refusal.Status, refusal.Message);
        }
    }

    public Reply Error(int status, string message) => Write(status, writer => WriteStatus(writer, status, message));

    private Reply Route(ServiceRequest request)
    {
        var parts = request.Path.Split('/');
        if (parts is ["", var path] && state.Schema.Find(path) is { } collection)
        {
            return request.Method switch
            {
                "GET" or "HEAD" => List(collection, request.Query),
                "POST" => Single(201, "created", WithBody(request, body => _writes.Create(collection, body))),
                _ => NotAllowed(),
            };
        }

        if (parts is ["", var of, var kfId] && kfId.Length > 0 && state.Schema.Find(of) is { } owner)
        {
            return request.Method switch
            {
                "GET" or "HEAD" => Single(200, null, Existing(owner, kfId)),
                "PATCH" => Single(200, "updated", WithBody(request, body => _writes.Update(owner, kfId, body))),
                "DELETE" => Single(200, "deleted", _writes.Delete(owner, kfId)),
                _ => NotAllowed(),
            };
        }

        return request.Path switch
        {
            "/status" => Write(200, WriteServiceStatus),
            "/swagger" => new(200, "application/json", _swagger.Value),
            _ => Error(404, "404 Not Found: The requested URL was not found on the server."),
        };
    }

    private Row Existing(Collection collection, string kfId)
    {
        lock (state.Gate)
        {
            return _writes.Existing(collection, kfId);
        }
    }

    private Reply List(Collection collection, IQueryCollection parameters)
    {
        var query = ListQuery.Read(collection, parameters);
        var page = _lists.Read(collection, query);
        var study = parameters.TryGetValue("study_id", out var id) ? $"study_id={id}" : null;
        return Write(200, writer =>
        {
            WriteStatus(writer, 200, "success");
            writer.WriteNumber("total", page.Total);
            writer.WriteNumber("limit", query.Limit);
            writer.WriteStartArray("results");
            foreach (var row in page.Rows)
            {
                writer.WriteStartObject();
                EntityWriter.WriteFields(writer, row);
                EntityWriter.WriteLinks(writer, row);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartObject("_links");
            writer.WriteString("self", $"/{collection.Path}" + (study is null ? "" : "?" + study));
            if (page.Rows.Count >= query.Limit)
            {
                var last = page.Rows[^1];
                var cursor = $"after={last.CreatedAt / 1_000_000}.{last.CreatedAt % 1_000_000:d6}&after_uuid={last.Uuid}";
                writer.WriteString("next", $"/{collection.Path}?{cursor}" + (study is null ? "" : "&" + study));
            }

            writer.WriteEndObject();
        });
    }

    private static Reply Single(int status, string? done, Row row) => Write(status, writer =>
    {
        WriteStatus(writer, status, done is null ? "success" : $"{row.Collection.Name} {row.KfId} {done}");
        writer.WriteStartObject("results");
        EntityWriter.WriteFields(writer, row);
        writer.WriteEndObject();
        EntityWriter.WriteLinks(writer, row);
    });

    private static Row WithBody(ServiceRequest request, Func<JsonElement, Row> use)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(request.Body);
        }
        catch (JsonException)
        {
            throw new DataServiceRefusedException(400, "The browser (or proxy) sent a request that this server could not understand.");
        }

        using (document)
        {
            return use(document.RootElement);
        }
    }

    private Reply NotAllowed() => Error(405, "The method is not allowed for the requested URL.");

    private static void WriteServiceStatus(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("_status");
        foreach (var (name, value) in new[]
        {
            ("message", "Welcome to the Kids First Dataservice API"), ("name", "Kids First Dataservice"), ("version", "1.36.0"),
            ("commit", "sandbox"), ("branch", "sandbox"), ("date", "2025-06-03"), ("datamodel", "1.36.0"), ("migration", "sandbox"),
        })
        {
            writer.WriteString(name, value);
        }

        writer.WriteNumber("code", 200);
        writer.WriteStartArray("tags");
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteStatus(Utf8JsonWriter writer, int code, string message)
    {
        writer.WriteStartObject("_status");
        writer.WriteString("message", message);
        writer.WriteNumber("code", code);
        writer.WriteEndObject();
    }

    private static Reply Write(int status, Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            writer.WriteStartObject();
            content(writer);
            writer.WriteEndObject();
        }

        return new(status, "application/json", buffer.WrittenMemory);
    }
}
