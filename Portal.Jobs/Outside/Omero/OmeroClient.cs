using System.Text.Json;
using System.Text.RegularExpressions;
using Portal.Jobs.Outside.Programs;

namespace Portal.Jobs.Outside.Omero;

/// <summary>What is asked of OMERO, as somebody: queries, new objects and links, names, key-value pairs.</summary>
public sealed partial class OmeroClient(OmeroProgram omero, OmeroSessions sessions)
{
    /// <summary>Whether an OMERO is configured at all.</summary>
    public bool IsSet => omero.Place.IsSet;

    /// <inheritdoc cref="OmeroSessions.AsAsync"/>
    public Task<OmeroLogin> AsAsync(string user, string group, CancellationToken cancellationToken) => sessions.AsAsync(user, group, cancellationToken);

    /// <summary>Rows of a projection: <c>select d.id, d.name from Dataset d</c>. What is not there reads “None”.</summary>
    /// <exception cref="OmeroException">OMERO does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<string>>> QueryAsync(OmeroLogin login, string hql, CancellationToken cancellationToken)
    {
        var output = await RunAsync(login, ["hql", "-q", "--style", "json", "--limit=-1"], [hql], "a query", "", cancellationToken);
        try
        {
            using var rows = JsonDocument.Parse(output);
            return [.. rows.RootElement.EnumerateArray().Select(r => (IReadOnlyList<string>)[.. r.EnumerateObject().Where(c => c.Name.StartsWith("Col", StringComparison.Ordinal))
                .OrderBy(c => c.Name.Length).ThenBy(c => c.Name, StringComparer.Ordinal).Select(c => c.Value.GetString() ?? "None")])];
        }
        catch (JsonException e)
        {
            throw new OmeroException(OmeroTrouble.Refused, $"OMERO answered a query with something that is no table: {e.Message}", output, e);
        }
    }

    /// <summary>Makes an object, or a link: <c>("ProjectDatasetLink", ("parent", "Project:1"), ("child", "Dataset:2"))</c>.</summary>
    /// <returns>Its id.</returns>
    /// <inheritdoc cref="QueryAsync"/>
    public async Task<long> NewAsync(OmeroLogin login, string type, IReadOnlyList<(string Field, string Value)> fields, CancellationToken cancellationToken)
    {
        var output = await RunAsync(login, ["obj"], ["new", type, .. fields.Select(f => $"{f.Field}={f.Value}")], $"to make a {type}", "", cancellationToken);
        return Made().Match(output) is { Success: true } made && made.Groups["type"].Value == type ? long.Parse(made.Groups["id"].Value, System.Globalization.CultureInfo.InvariantCulture)
            : throw new OmeroException(OmeroTrouble.Refused, $"OMERO did not say which {type} it made.", output);
    }

    /// <summary>Changes fields of an object: <c>("Image:5", ("name", "Exp A"))</c>.</summary>
    /// <inheritdoc cref="QueryAsync"/>
    public Task ChangeAsync(OmeroLogin login, string proxy, IReadOnlyList<(string Field, string Value)> fields, CancellationToken cancellationToken) =>
        RunAsync(login, ["obj"], ["update", proxy, .. fields.Select(f => $"{f.Field}={f.Value}")], $"to change {proxy}", "", cancellationToken);

    /// <summary>Several commands of <c>omero obj</c> in one call, each a list of its words; they are done in order, up to the first that fails.</summary>
    /// <inheritdoc cref="QueryAsync"/>
    public Task RunAllAsync(OmeroLogin login, IReadOnlyList<IReadOnlyList<string>> commands, CancellationToken cancellationToken) =>
        RunAsync(login, ["obj", "--file", "-"], [], "several commands", string.Concat(commands.Select(c => string.Join(' ', c.Select(Quoted)) + "\n")), cancellationToken);

    /// <summary>Whether OMERO knows the session no longer; whoever asks for one next gets a new one.</summary>
    public bool IsForgotten(OmeroLogin login, ProgramEnd end)
    {
        var forgotten = end.Code != 0 && end.Errors.Contains("Bad session key", StringComparison.Ordinal);
        if (forgotten)
        {
            sessions.Forget(login);
        }

        return forgotten;
    }

    /// <summary>A text as a query has it.</summary>
    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>What begins with a text, as <c>like</c> has it.</summary>
    public static string Beginning(string text) =>
        $"{Text(text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal) + "%")} escape '!'";

    // Its reader splits a line as a shell does, and there is no way to say the end of a line within one.
    private static string Quoted(string word) => $"'{word.ReplaceLineEndings(" ").Replace("'", "'\"'\"'", StringComparison.Ordinal)}'";

    // A server that was started anew knows none of the sessions of before; nothing was done then, and it is asked once more.
    private async Task<string> RunAsync(OmeroLogin login, IReadOnlyList<string> command, IReadOnlyList<string> more, string words, string input, CancellationToken cancellationToken)
    {
        var end = await omero.RunAsync([.. command, .. login.Arguments, .. more], cancellationToken, input);
        if (IsForgotten(login, end))
        {
            login = await sessions.AsAsync(login.User, login.Group, cancellationToken);
            end = await omero.RunAsync([.. command, .. login.Arguments, .. more], cancellationToken, input);
        }

        return end.Code == 0 ? end.Output : throw OmeroException.Of(words, end.Code, end.Errors);
    }

    [GeneratedRegex(@"^(?<type>[A-Za-z]+):(?<id>[0-9]{1,18})\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Made();
}
