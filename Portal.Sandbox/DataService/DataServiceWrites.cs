using System.Text.Json;

namespace Portal.Sandbox.DataService;

/// <summary>POST, PATCH and DELETE with the rules that need other rows: references, unique pairs, file versions, cascades.</summary>
internal sealed class DataServiceWrites(DataServiceState state)
{
    public Row Create(Collection collection, JsonElement body)
    {
        var content = EntityReader.Read(collection, body, partial: false);
        var values = collection.Fields.Select(f => f.Default).ToArray();
        foreach (var (position, value) in content.Values)
        {
            values[position] = value;
        }

        if (collection.Path == "genomic-files")
        {
            if (FileRegistry.FindBadHash(values[collection.PositionOf("hashes")]) is { } bad)
            {
                throw new DataServiceRefusedException(400, $"failed to create new indexd record: {bad}");
            }

            values[collection.PositionOf("latest_did")] = FileRegistry.NextVersion();
        }

        lock (state.Gate)
        {
            CheckReferences(collection, content.Values);
            if (content.KfId is { } id && state.Tables[collection.Path].Find(id) is not null)
            {
                throw new DataServiceRefusedException(400, $"could not create {collection.Name}. one with (kf_id) = ({id}) already exists.");
            }

            CheckPair(collection, values, null);
            return state.Create(collection, content.KfId, values);
        }
    }

    public Row Update(Collection collection, string kfId, JsonElement body)
    {
        lock (state.Gate)
        {
            var row = Existing(collection, kfId);
            var content = EntityReader.Read(collection, body, partial: true);
            CheckReferences(collection, content.Values);
            var values = (object?[])row.Values.Clone();
            foreach (var (position, value) in content.Values)
            {
                values[position] = value;
            }

            CheckPair(collection, values, row);
            if (collection.Path == "genomic-files" && Changes(row, values, "hashes", "size"))
            {
                RenewFile(collection, values);
            }

            state.Replace(row, values);
            return row;
        }
    }

    /// <summary>Removes the row and whatever cannot be without it; an experiment goes with its last link.</summary>
    public Row Delete(Collection collection, string kfId)
    {
        lock (state.Gate)
        {
            var row = Existing(collection, kfId);
            Delete(row);
            return row;
        }
    }

    public Row Existing(Collection collection, string kfId) =>
        state.Tables[collection.Path].Find(kfId) ?? throw new DataServiceRefusedException(404, $"could not find {collection.Name} `{kfId}`");

    private void Delete(Row row)
    {
        foreach (var (child, reference) in
            state.Schema.Collections.SelectMany(c => c.References.Where(r => r.Target == row.Collection.Path).Select(r => (c, r))))
        {
            foreach (var dependent in state.Tables[child.Path].FindBy(reference.Name, row.KfId)!.ToList())
            {
                Delete(dependent);
            }
        }

        if (state.Tables[row.Collection.Path].Find(row.KfId) is null)
        {
            return;
        }

        state.Delete(row);
        if (row.Collection.Path == "sequencing-experiment-genomic-files"
            && row.Text("sequencing_experiment_id") is { } id
            && state.Tables[row.Collection.Path].FindBy("sequencing_experiment_id", id)!.Count == 0
            && state.Tables["sequencing-experiments"].Find(id) is { } orphan)
        {
            state.Delete(orphan);
        }
    }

    private void CheckReferences(Collection collection, IReadOnlyDictionary<int, object?> values)
    {
        foreach (var reference in collection.References)
        {
            if (values.TryGetValue(collection.PositionOf(reference.Name), out var value)
                && value is string id
                && state.Tables[reference.Target!].Find(id) is null)
            {
                throw new DataServiceRefusedException(400, $"{state.Schema[reference.Target!].Name} \"{id}\" does not exist");
            }
        }
    }

    private void CheckPair(Collection collection, object?[] values, Row? self)
    {
        if (state.Tables[collection.Path].FindPair(values) is { } other && other != self)
        {
            var names = string.Join(", ", collection.Unique);
            var pair = string.Join(", ", collection.Unique.Select(name => values[collection.PositionOf(name)]));
            var verb = self is null ? "create" : "update";
            throw new DataServiceRefusedException(400, $"could not {verb} {collection.Name}. one with ({names}) = ({pair}) already exists.");
        }
    }

    private static void RenewFile(Collection collection, object?[] values)
    {
        if (FileRegistry.FindBadHash(values[collection.PositionOf("hashes")]) is { } bad)
        {
            throw new DataServiceRefusedException(500, $"could not update the file: {bad}");
        }

        values[collection.PositionOf("latest_did")] = FileRegistry.NextVersion();
    }

    private static bool Changes(Row row, object?[] values, params string[] fields) =>
        fields.Any(field => !Equals(row[field], values[row.Collection.PositionOf(field)]));
}
