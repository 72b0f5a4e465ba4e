using System.Text.Json.Nodes;

namespace Portal.Sandbox.Catalogues;

/// <summary>The folder of a genome something is done to.</summary>
internal sealed class DamagedGenome(string website, string accession)
{
    public string JsonFile => Path.Combine(website, accession, $"{accession}.json");

    public string Folder(string name) => Path.Combine(website, accession, name);

    public string FileOf(string suffix) => Path.Combine(website, accession, "genome", accession + suffix);

    public void Edit(Action<JsonObject> edit)
    {
        var json = JsonNode.Parse(File.ReadAllText(JsonFile))!.AsObject();
        edit(json);
        File.WriteAllText(JsonFile, json.ToJsonString());
    }

    public void Instead(string suffix, Action<string> make)
    {
        File.Delete(FileOf(suffix));
        make(FileOf(suffix));
    }

    public void LinkJson(string target)
    {
        File.Delete(JsonFile);
        File.CreateSymbolicLink(JsonFile, target);
    }

    // Sparse: large to read, and of no weight on the disk.
    public void Grow(long bytes)
    {
        using var file = File.OpenWrite(JsonFile);
        file.SetLength(bytes);
    }

    public void Rename(string name)
    {
        var to = Path.Combine(website, name);
        Directory.Move(Path.Combine(website, accession), to);
        foreach (var file in Directory.EnumerateFiles(to, $"{accession}*", SearchOption.AllDirectories).ToList())
        {
            var renamed = Path.Combine(Path.GetDirectoryName(file)!, Path.GetFileName(file).Replace(accession, name, StringComparison.Ordinal));
            File.Move(file, renamed);
        }

        new DamagedGenome(website, name).Edit(json => json["accession"] = name);
    }
}
