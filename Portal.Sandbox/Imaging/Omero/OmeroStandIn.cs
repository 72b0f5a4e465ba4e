namespace Portal.Sandbox.Imaging.Omero;

/// <summary>It ends with this code and these words on its error stream, as the client's own die.</summary>
internal sealed class OmeroDiesException(int code, string words) : Exception(words)
{
    public int Code { get; } = code;
}

/// <summary>
/// Behaves as OMERO's command line client does, as far as an importer needs it: sessions as somebody, queries it knows, objects, imports.
/// Every command line is written down. The user ghost and the group nowhere are not known.
/// </summary>
public sealed class OmeroStandIn(string folder, TextReader input, TextWriter output, TextWriter errors)
{
    private readonly StandInFolder _folder = new(folder);

    /// <returns>Exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> command)
    {
        _folder.Record("omero", command);
        try
        {
            var faults = _folder.Faults();
            await Task.Delay(faults.CallMs);
            if (faults.Down)
            {
                throw new OmeroDiesException(42, "Ice.ConnectionRefusedException: omero:4064 isn't running");
            }

            var arguments = new OmeroArguments(command);
            switch (arguments.Words)
            {
                case ["sessions", "open", ..]:
                    await OpenAsync(arguments);
                    return 0;
                case ["hql", var query]:
                    await HqlAsync(arguments, query);
                    return 0;
                case ["obj", ..]:
                    await ObjAsync(arguments);
                    return 0;
                case ["import", var path]:
                    return await new OmeroImport(_folder, errors).RunAsync(arguments, Joined(arguments), path, output);
                case ["zarr", "import", var path]:
                    return await new OmeroImport(_folder, errors).RegisterAsync(arguments, Joined(arguments), path);
                default:
                    throw new OmeroDiesException(2, $"omero: error: invalid choice: {string.Join(' ', arguments.Words)}");
            }
        }
        catch (OmeroDiesException end)
        {
            await errors.WriteLineAsync(end.Message);
            return end.Code;
        }
        catch (FormatException wrong)
        {
            await errors.WriteLineAsync($"omero: error: {wrong.Message}");
            return 2;
        }
    }

    // A group that is not known is only told; the session is in the person's own.
    private async Task OpenAsync(OmeroArguments arguments)
    {
        var (user, group) = (arguments["--user-name"], arguments["--group-name"]);
        if (Environment.GetEnvironmentVariable("OMERO_PASSWORD") is null or "wrong")
        {
            throw new OmeroDiesException(12, "3 incorrect password attempts");
        }

        if (user is null or "ghost")
        {
            await errors.WriteLineAsync($"Unknown user: {user}");
            throw new OmeroDiesException(156, "No user found");
        }

        if (group == "nowhere")
        {
            await errors.WriteLineAsync($"Unknown group: {group}");
            group = null;
        }

        var key = Guid.NewGuid().ToString();
        using (_folder.Hold())
        {
            Things().Add("Session", user, group ?? "default", new Dictionary<string, string> { ["key"] = key });
        }

        await errors.WriteLineAsync($"Session created for user {user}{(group is null ? "" : $" in group {group}")} (timeToIdle: 600 sec, timeToLive: {arguments["--timeout"]} sec)");
        await output.WriteLineAsync(key);
    }

    private async Task HqlAsync(OmeroArguments arguments, string query)
    {
        var (session, rows) = (Joined(arguments), "");
        using (_folder.Hold())
        {
            rows = OmeroQueries.Json(OmeroQueries.Ask(Things(), session, query) ?? throw new OmeroDiesException(52, $"Bad query: {query}"));
        }

        await output.WriteLineAsync(rows);
    }

    private async Task ObjAsync(OmeroArguments arguments)
    {
        var (session, lines) = (Joined(arguments), new List<string[]>());
        if (arguments["--file"] is "-")
        {
            while (await input.ReadLineAsync() is { } line)
            {
                lines.Add([.. ShellWords.Of(line)]);
            }
        }
        else
        {
            lines.Add([.. arguments.Words.Skip(1)]);
        }

        foreach (var line in lines)
        {
            string made;
            using (_folder.Hold())
            {
                made = OmeroObjects.Do(Things(), session, line);
            }

            await output.WriteLineAsync(made);
        }
    }

    private OmeroThings Things() => new(_folder.At("things.jsonl"));

    private OmeroThing Joined(OmeroArguments arguments)
    {
        using var held = _folder.Hold();
        return Things().Of("Session").FirstOrDefault(s => s["key"] == arguments["-k"])
            ?? throw new OmeroDiesException(11, $"Bad session key. Cannot join {arguments["-k"]} on {arguments["-s"]}:{arguments["-p"]}.");
    }
}
