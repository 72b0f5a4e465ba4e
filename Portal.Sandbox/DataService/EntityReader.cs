using System.Text.Json;

namespace Portal.Sandbox.DataService;

/// <summary>What a request body says about an entity: the fields it sets, and the id it asks for.</summary>
internal sealed record EntityContent(string? KfId, IReadOnlyDictionary<int, object?> Values);

/// <summary>Checks a body against the rules of its collection; every error of every field is told at once.</summary>
internal static class EntityReader
{
    private static readonly string[] AnswerOnly = ["created_at", "modified_at", "_links"];

    public static EntityContent Read(Collection collection, JsonElement body, bool partial)
    {
        var errors = new Dictionary<string, string>();
        var values = new Dictionary<int, object?>();
        string? kfId = null;
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw Refused(collection, partial, new() { ["_schema"] = "Invalid input type." });
        }

        foreach (var property in body.EnumerateObject())
        {
            if (property.Name == "kf_id")
            {
                kfId = property.Value.ToString();
                if (!KfId.HasForm(kfId, collection.Prefix + "_"))
                {
                    errors["kf_id"] = "Invalid kf_id";
                }
                else if (kfId.Length > KfId.Length)
                {
                    errors["kf_id"] = $"Longer than maximum length {KfId.Length}.";
                }
            }
            else if (collection.Find(property.Name) is { } position)
            {
                ReadField(collection.Fields[position], position, property.Value, values, errors);
            }
            else if (!AnswerOnly.Contains(property.Name))
            {
                errors[property.Name] = "Unknown field";
            }
        }

        if (!partial)
        {
            FindMissing(collection, values, errors);
        }

        return errors.Count == 0 ? new(kfId, values) : throw Refused(collection, partial, errors);
    }

    private static void ReadField(Field field, int position, JsonElement json, Dictionary<int, object?> values, Dictionary<string, string> errors)
    {
        if (field.ReadOnly)
        {
            return;
        }

        if (json.ValueKind == JsonValueKind.Null)
        {
            values[position] = field.Nullable ? null : throw new DataServiceRefusedException(400, "error saving changes");
            return;
        }

        var (value, error) = FieldReader.Read(field, json);
        values[position] = value;
        if (error is not null)
        {
            errors[field.Name] = error;
        }
    }

    private static void FindMissing(Collection collection, Dictionary<int, object?> values, Dictionary<string, string> errors)
    {
        for (var position = 0; position < collection.Fields.Count; position++)
        {
            var field = collection.Fields[position];
            if (field.Required && !values.ContainsKey(position))
            {
                errors[field.Name] = "Missing data for required field.";
            }
        }
    }

    private static DataServiceRefusedException Refused(Collection collection, bool partial, Dictionary<string, string> errors) =>
        new(400, $"could not {(partial ? "update" : "create")} {collection.Name}: {PythonText.Of(errors)}");
}
