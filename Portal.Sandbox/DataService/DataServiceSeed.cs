using System.Text.Json;

namespace Portal.Sandbox.DataService;

/// <summary>Loads <c>{"study_id", "tables": {collection: [rows]}}</c>: rows as they stand, without the rules requests must obey.</summary>
public static class DataServiceSeed
{
    public static void Load(DataServiceState state, JsonElement seed)
    {
        if (!seed.TryGetProperty("tables", out var tables) || tables.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException("A Data Service seed needs an object \"tables\" with a list of rows per collection.");
        }

        foreach (var unknown in tables.EnumerateObject().Where(t => state.Schema.Find(t.Name) is null))
        {
            throw new InvalidDataException($"The seed has a table \"{unknown.Name}\"; the Data Service has no such collection.");
        }

        if (seed.TryGetProperty("study_id", out var study) && study.GetString() is { } id)
        {
            EnsureParent(state, "studies", id);
        }

        foreach (var collection in state.Schema.Collections)
        {
            if (tables.TryGetProperty(collection.Path, out var rows))
            {
                foreach (var row in rows.EnumerateArray())
                {
                    LoadRow(state, collection, row);
                }
            }
        }
    }

    private static void LoadRow(DataServiceState state, Collection collection, JsonElement row)
    {
        var fields = new Dictionary<string, object?>();
        foreach (var property in row.EnumerateObject())
        {
            if (collection.Find(property.Name) is { } position)
            {
                var (value, error) = property.Value.ValueKind == JsonValueKind.Null
                    ? (null, null)
                    : FieldReader.Read(collection.Fields[position], property.Value);
                fields[property.Name] = error is null ? value : throw new InvalidDataException($"Seed, {collection.Path}.{property.Name}: {error}");
            }
        }

        foreach (var reference in collection.References.Where(r => r.Target is "studies" or "sequencing-centers"))
        {
            if (fields.GetValueOrDefault(reference.Name) is string parent)
            {
                EnsureParent(state, reference.Target!, parent);
            }
        }

        state.Seed(collection.Path, row.TryGetProperty("kf_id", out var kfId) ? kfId.GetString() : null, Completed(collection, fields));
    }

    /// <summary>Test seeds name files by their external id only; the service always has an address and a name as well.</summary>
    private static Dictionary<string, object?> Completed(Collection collection, Dictionary<string, object?> fields)
    {
        if (collection.Path == "genomic-files" && fields.GetValueOrDefault("external_id") is string url)
        {
            fields.TryAdd("urls", new RawJson(JsonSerializer.Serialize(new[] { url })));
            fields.TryAdd("file_name", url[(url.LastIndexOf('/') + 1)..]);
            fields.TryAdd("hashes", new RawJson("{}"));
        }

        return fields;
    }

    private static void EnsureParent(DataServiceState state, string collection, string kfId)
    {
        if (state.Find(collection, kfId) is null)
        {
            var name = collection == "studies" ? "external_id" : "name";
            state.Seed(collection, kfId, new Dictionary<string, object?> { [name] = kfId });
        }
    }
}
