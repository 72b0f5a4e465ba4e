using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Portal.Sandbox.Imaging.Omero;

/// <summary>An object of OMERO, or a link of two.</summary>
/// <param name="Fields">Also to others, as <c>Dataset:5</c>.</param>
public sealed record OmeroThing(string Type, long Id, string Owner, string Group, IDictionary<string, string> Fields)
{
    public IReadOnlyList<KeyValuePair<string, string>> Map { get; init; } = [];

    public string Proxy => $"{Type}:{Id}";

    public string? this[string field] => Fields.TryGetValue(field, out var value) ? value : null;
}

/// <summary>All objects, read whole and written by appending: a line with an id that was there before replaces it.</summary>
public sealed class OmeroThings
{
    private readonly string _path;
    private readonly SortedDictionary<long, OmeroThing> _all = [];

    /// <param name="path">To be opened only while its folder is held.</param>
    public OmeroThings(string path)
    {
        _path = path;
        if (!File.Exists(path))
        {
            OmeroSeed.Into(this);
            return;
        }

        foreach (var line in File.ReadLines(path).Where(l => l.EndsWith('}')))
        {
            var thing = JsonSerializer.Deserialize<OmeroThing>(line)!;
            _all[thing.Id] = thing;
        }
    }

    public IEnumerable<OmeroThing> All => _all.Values;

    public IEnumerable<OmeroThing> Of(string type) => _all.Values.Where(t => t.Type == type);

    public OmeroThing? Find(string proxy) => proxy.Split(':') is [var type, var id] && long.TryParse(id, out var number) && _all.TryGetValue(number, out var thing) && thing.Type == type ? thing : null;

    /// <param name="fields">With the time it was made, under <c>at</c>; otherwise that is now.</param>
    public OmeroThing Add(string type, string owner, string group, IDictionary<string, string> fields, long? id = null) =>
        Write(new(type, id ?? Math.Max(10_000, _all.Keys.LastOrDefault()) + 1, owner, group,
            new Dictionary<string, string>(fields, StringComparer.Ordinal) { ["at"] = fields.TryGetValue("at", out var at) ? at : DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) }));

    public OmeroThing Write(OmeroThing thing)
    {
        _all[thing.Id] = thing;
        // In one write, so that who is killed leaves a whole line or none.
        using var file = new FileStream(_path, FileMode.Append, FileAccess.Write);
        file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(thing) + "\n"));
        return thing;
    }
}

/// <summary>Where images of the demonstration go.</summary>
public static class OmeroSeed
{
    public static void Into(OmeroThings things)
    {
        Add(things, "Project", 51, "Demuth lab", "Zebrafish 2026");
        Add(things, "Project", 52, "Demuth lab", "Methods");
        Add(things, "Dataset", 151, "Demuth lab", "confocal, November", project: 51);
        Add(things, "Dataset", 152, "Demuth lab", "overviews", project: 51);
        Add(things, "Dataset", 153, "Demuth lab", "unsorted");
        Add(things, "Dataset", 4213, "Demuth lab", "trying out");
        Add(things, "Screen", 451, "Demuth lab", "HCS-0412");
        Add(things, "Project", 61, "Light microscopy", "Slides");
        Add(things, "Dataset", 161, "Light microscopy", "2026", project: 61);
        Add(things, "Screen", 461, "Light microscopy", "Trial plates");
    }

    private static void Add(OmeroThings things, string type, long id, string group, string name, long? project = null)
    {
        things.Add(type, "root", group, new Dictionary<string, string> { ["name"] = name }, id);
        if (project is not null)
        {
            things.Add("ProjectDatasetLink", "root", group, new Dictionary<string, string> { ["parent"] = $"Project:{project}", ["child"] = $"Dataset:{id}" }, id + 500);
        }
    }
}
