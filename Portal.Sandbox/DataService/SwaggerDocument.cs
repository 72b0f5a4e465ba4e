using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.Sandbox.DataService;

/// <summary>The OpenAPI 2 description clients read enumerations and field names from.</summary>
internal static class SwaggerDocument
{
    public static byte[] Write(DataServiceSchema schema)
    {
        var (paths, definitions) = (new JsonObject(), new JsonObject());
        foreach (var collection in schema.Collections)
        {
            var (name, path) = (collection.Definition, "/" + collection.Path);
            paths[path] = Methods(collection, ("get", "Paginated"), ("post", "Response"));
            paths[path + "/{kf_id}"] = Methods(collection, ("get", "Response"), ("patch", "Response"), ("delete", "Response"));
            definitions[name] = Entity(collection);
            definitions[name + "Paginated"] = Envelope(new JsonObject { ["type"] = "array", ["items"] = Reference(name) }, paginated: true);
            definitions[name + "Response"] = Envelope(Reference(name), paginated: false);
        }

        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["swagger"] = "2.0",
            ["info"] = new JsonObject { ["title"] = "Kids First Dataservice (sandbox)", ["version"] = "1.36.0" },
            ["paths"] = paths,
            ["definitions"] = definitions,
        });
    }

    private static JsonObject Entity(Collection collection)
    {
        var properties = new JsonObject
        {
            ["_links"] = new JsonObject { ["type"] = "string" },
            ["kf_id"] = new JsonObject { ["type"] = "string", ["maxLength"] = KfId.Length },
            ["created_at"] = Moment(),
            ["modified_at"] = Moment(),
        };
        foreach (var field in collection.Fields)
        {
            properties[field.Name] = Property(field);
        }

        var entity = new JsonObject { ["type"] = "object", ["properties"] = properties };
        var required = collection.Fields.Where(f => f.Required).Select(f => f.Name).Order(StringComparer.Ordinal).ToList();
        if (required.Count > 0)
        {
            entity["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]);
        }

        return entity;
    }

    private static JsonObject Property(Field field)
    {
        var property = field.Type switch
        {
            FieldType.Text => new JsonObject { ["type"] = "string" },
            FieldType.Reference => new JsonObject { ["type"] = "string", ["maxLength"] = KfId.Length },
            FieldType.WholeNumber => new JsonObject { ["type"] = "integer", ["format"] = "int32" },
            FieldType.Number => new JsonObject { ["type"] = "number", ["format"] = "float" },
            FieldType.Boolean => new JsonObject { ["type"] = "boolean" },
            FieldType.Texts => new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } },
            FieldType.Mapping => new JsonObject { ["type"] = "object" },
            _ => throw new InvalidOperationException($"No schema type for {field.Type}."),
        };
        if (field.Choices is { } choices)
        {
            property["enum"] = new JsonArray([.. choices.Select(c =>
                field.Type == FieldType.WholeNumber && long.TryParse(c, out var number) ? (JsonNode)number : c)]);
        }

        if (field.ReadOnly)
        {
            property["readOnly"] = true;
        }

        if (field.Nullable)
        {
            property["x-nullable"] = true;
        }

        return property;
    }

    private static JsonObject Envelope(JsonObject results, bool paginated)
    {
        var properties = new JsonObject
        {
            ["_status"] = new JsonObject { ["type"] = "object" },
            ["_links"] = new JsonObject { ["type"] = "object" },
            ["results"] = results,
        };
        if (paginated)
        {
            properties["limit"] = new JsonObject { ["type"] = "integer", ["format"] = "int32" };
            properties["total"] = new JsonObject { ["type"] = "integer", ["format"] = "int32" };
        }

        return new() { ["type"] = "object", ["properties"] = properties };
    }

    private static JsonObject Methods(Collection collection, params (string Method, string Envelope)[] methods)
    {
        var path = new JsonObject();
        foreach (var (method, envelope) in methods)
        {
            path[method] = new JsonObject
            {
                ["tags"] = new JsonArray(collection.Definition),
                ["responses"] = new JsonObject
                {
                    [method == "post" ? "201" : "200"] = new JsonObject { ["schema"] = Reference(collection.Definition + envelope) },
                },
            };
        }

        return path;
    }

    private static JsonObject Reference(string definition) => new() { ["$ref"] = "#/definitions/" + definition };

    private static JsonObject Moment() =>
        new() { ["type"] = "string", ["format"] = "date-time", ["readOnly"] = true, ["x-nullable"] = true };
}
