namespace Portal.Sandbox.Imaging.Omero;

/// <summary>What <c>omero obj</c> does, one command at a time.</summary>
internal static class OmeroObjects
{
    private static readonly string[] Known =
        ["Project", "Dataset", "Screen", "ProjectDatasetLink", "DatasetImageLink", "ScreenPlateLink", "MapAnnotation", "ImageAnnotationLink", "PlateAnnotationLink", "DatasetAnnotationLink"];

    /// <returns>What it prints: the object it is about.</returns>
    public static string Do(OmeroThings things, OmeroThing session, string[] words)
    {
        switch (words)
        {
            case ["new", var type, .. var fields] when Known.Contains(type):
                return New(things, session, type, Fields(fields));
            case ["new", var type, ..]:
                throw new OmeroDiesException(102, $"No class named '{type}I'");
            case ["update", var proxy, .. var fields]:
                var changed = Found(things, proxy);
                foreach (var (name, value) in Fields(fields))
                {
                    changed.Fields[name] = value;
                }

                return things.Write(changed).Proxy;
            case ["map-set", var proxy, "mapValue", var key, var value]:
                var annotation = Found(things, proxy);
                return things.Write(annotation with { Map = [.. annotation.Map.Where(p => p.Key != key), new(key, value)] }).Proxy;
            case ["get", var proxy, var field]:
                return Found(things, proxy)[field] ?? "";
            default:
                throw new OmeroDiesException(100, $"Unknown command: {string.Join(' ', words)}");
        }
    }

    private static string New(OmeroThings things, OmeroThing session, string type, Dictionary<string, string> fields)
    {
        if (type.EndsWith("Link", StringComparison.Ordinal))
        {
            var parent = Found(things, fields.GetValueOrDefault("parent") ?? throw new OmeroDiesException(103, "required arguments: parent"));
            Found(things, fields.GetValueOrDefault("child") ?? throw new OmeroDiesException(103, "required arguments: child"));
            if (parent.Group != session.Group || things.Of(type).Any(l => l["parent"] == fields["parent"] && l["child"] == fields["child"]))
            {
                throw new OmeroDiesException(336, $"Failed to create {type} - {(parent.Group == session.Group ? "could not insert: duplicate key value" : "SecurityViolation: group mismatch")}");
            }
        }
        else if (type != "MapAnnotation" && !fields.ContainsKey("name"))
        {
            throw new OmeroDiesException(103, "required arguments: name");
        }

        return things.Add(type, session.Owner, session.Group, fields).Proxy;
    }

    private static OmeroThing Found(OmeroThings things, string proxy) => things.Find(proxy) ?? throw new OmeroDiesException(334, $"No object found: {proxy}");

    private static Dictionary<string, string> Fields(IEnumerable<string> fields) => fields.Select(f => f.Split('=', 2))
        .ToDictionary(f => f[0], f => f.Length == 2 ? f[1] : throw new OmeroDiesException(1, $"Unparseable argument: {f[0]}"), StringComparer.Ordinal);
}

/// <summary>Splits a line as a shell would: blanks outside of quotes.</summary>
internal static class ShellWords
{
    public static IReadOnlyList<string> Of(string line)
    {
        var (words, word, quote) = (new List<string>(), (System.Text.StringBuilder?)null, '\0');
        foreach (var letter in line)
        {
            if (quote == '\0' && letter is ' ' or '\t' && quote == '\0')
            {
                if (word is not null)
                {
                    words.Add(word.ToString());
                }

                word = null;
                continue;
            }

            word ??= new();
            if (quote == '\0' && letter is '\'' or '"' && quote == '\0')
            {
                quote = letter;
            }
            else if (letter == quote)
            {
                quote = '\0';
            }
            else
            {
                word.Append(letter);
            }
        }

        return word is null ? words : [.. words, word.ToString()];
    }
}
