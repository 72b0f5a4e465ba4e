using System.Text.Json.Nodes;
using Portal.CommandLine;

namespace Portal.GwoManifests;

/// <summary>A problem, as the API lists it.</summary>
internal sealed record FoundIssue(int Row, string? Column, string Code, string Severity, string? Value, string Message, string? Expected, string? Hint)
{
    public bool IsError => Severity.Equals("error", StringComparison.OrdinalIgnoreCase);

    public bool IsWarning => Severity.Equals("warning", StringComparison.OrdinalIgnoreCase);
}

/// <summary>One manifest on its way through the API.</summary>
internal sealed class ManifestWay(PortalApi api, CommandConsole console, bool json, bool strict)
{
    public PortalApi Api => api;

    public string Manifest { get; private set; } = "";

    public async Task UploadAsync(FileInfo file, FileInfo? hashReport, string study, CancellationToken cancellationToken) =>
        Manifest = (await api.UploadAsync("gwo-manifests", file, new Dictionary<string, string>(StringComparer.Ordinal) { ["studyId"] = study }, cancellationToken, With(hashReport))).As<Uploaded>().Id;

    /// <summary>The file as it is already is checked again, and that is said.</summary>
    public async Task UploadVersionAsync(FileInfo file, FileInfo? hashReport, string manifest, CancellationToken cancellationToken)
    {
        Manifest = manifest;
        try
        {
            await api.UploadAsync($"gwo-manifests/{Uri.EscapeDataString(manifest)}/versions", file, new Dictionary<string, string>(StringComparer.Ordinal), cancellationToken, With(hashReport));
        }
        catch (CommandException refusal) when (refusal.Rule == "same-file")
        {
            await console.Error.WriteLineAsync(refusal.Message);
        }
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var check = (await api.PostAsync($"gwo-manifests/{Manifest}/check", new { }, cancellationToken)).As<ApiRun>();
        var ended = (await FollowAsync(check.Id, cancellationToken)).As<ApiRun>();
        if (!ended.Succeeded)
        {
            throw new CommandException(ExitCode.Problems, RunSentence.Of(ended));
        }
    }

    public async Task DownloadAsync((string Name, FileInfo To)? wanted, CancellationToken cancellationToken)
    {
        if (wanted is { } file)
        {
            await api.DownloadAsync($"gwo-manifests/{Manifest}/{file.Name}", file.To, cancellationToken);
        }
    }

    public Task<ApiReply> FollowAsync(string run, CancellationToken cancellationToken) =>
        new RunWatch(api, console, quiet: json).ToEndAsync(run, cancellationToken);

    /// <summary>All issues, and the API's own JSON; where it came in several pages, their items in one.</summary>
    public async Task<(IReadOnlyList<FoundIssue> Issues, string Json)> IssuesAsync(CancellationToken cancellationToken)
    {
        var path = $"gwo-manifests/{Manifest}/issues?limit=1000";
        var reply = await api.GetAsync(path, cancellationToken);
        var page = reply.As<ApiPage<FoundIssue>>();
        if (page.Cursor is null)
        {
            return (page.Items, reply.Text);
        }
        List<FoundIssue> issues = [.. page.Items];
        var whole = JsonNode.Parse(reply.Text)!.AsObject();
        while (page.Cursor is { } cursor)
        {
            reply = await api.GetAsync($"{path}&cursor={Uri.EscapeDataString(cursor)}", cancellationToken);
            page = reply.As<ApiPage<FoundIssue>>();
            issues.AddRange(page.Items);
            foreach (var item in JsonNode.Parse(reply.Text)!["items"]!.AsArray())
            {
                whole["items"]!.AsArray().Add(item!.DeepClone());
            }
        }
        whole["next"] = null;
        return (issues, whole.ToJsonString());
    }

    public async Task PrintAsync(string unchanged, IEnumerable<string> lines)
    {
        foreach (var line in json ? [unchanged] : lines)
        {
            await console.Out.WriteLineAsync(line);
        }
    }

    public int CodeFor(IReadOnlyList<FoundIssue> issues) =>
        issues.Any(issue => issue.IsError) ? ExitCode.Problems
        : strict && issues.Any(issue => issue.IsWarning) ? ExitCode.OnlyWarnings
        : ExitCode.Done;

    private static (string Field, FileInfo File)? With(FileInfo? hashReport) => hashReport is null ? null : ("hashReport", hashReport);

    private sealed record Uploaded(string Id);
}
