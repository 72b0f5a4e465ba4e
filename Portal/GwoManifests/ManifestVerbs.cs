using System.CommandLine;
using System.Text.Json.Nodes;
using Portal.CommandLine;

namespace Portal.GwoManifests;

/// <summary>`portal gwo check|plan|apply FILE`: what the wizard does, for scripts.</summary>
public static class ManifestVerbs
{
    private sealed record Manifest(string Id, string? Profile, IReadOnlyList<string>? Notes, int? NotInManifest);

    private sealed record Issue(int Row, string? Column, string Code, string Severity, string? Value, string Message, string? Expected, string? Hint)
    {
        public bool IsError => Severity.Equals("error", StringComparison.OrdinalIgnoreCase);

        public bool IsWarning => Severity.Equals("warning", StringComparison.OrdinalIgnoreCase);
    }

    private sealed record PlannedFile(string ExternalId, string Action);

    private sealed record PlannedLink(string? BiospecimenId, string? SequencingExperimentId, string GenomicFile, string Action);

    private sealed record Plan(IReadOnlyList<PlannedFile> GenomicFiles, IReadOnlyList<PlannedLink> BiospecimenLinks, IReadOnlyList<PlannedLink> ExperimentLinks);

    public static Command Build(CommandConsole console) => new("gwo", "Genomic Workflow Output manifests.")
    {
        Check(console), PlanOnly(console), Apply(console), ManifestRollbackVerb.Build(console),
    };

    private static Command Check(CommandConsole console) => Verb(
        new Command("check", "Upload a manifest and print everything that is wrong with it."), console,
        async (work, _, cancellationToken) =>
        {
            var (issues, reply) = await work.IssuesAsync(cancellationToken);
            var manifest = (await work.Api.GetAsync($"gwo-manifests/{work.Manifest}", cancellationToken)).As<Manifest>();
            await work.PrintAsync(reply, [.. Notes(manifest), .. issues.Select(Line).DefaultIfEmpty("Nothing is wrong with it.")]);
            return work.CodeFor(issues);
        });

    private static Command PlanOnly(CommandConsole console) => Verb(
        new Command("plan", "Check a manifest and print what applying it would write."), console,
        async (work, _, cancellationToken) =>
        {
            var (issues, _) = await work.IssuesAsync(cancellationToken);
            var reply = await work.Api.GetAsync($"gwo-manifests/{work.Manifest}/plan", cancellationToken);
            var plan = reply.As<Plan>();
            await work.PrintAsync(reply.Text, [
                .. plan.GenomicFiles.Select(file => $"{file.Action,-10} genomic file    {file.ExternalId}"),
                .. plan.BiospecimenLinks.Select(link => $"{link.Action,-10} specimen link   {link.BiospecimenId} – {link.GenomicFile}"),
                .. plan.ExperimentLinks.Select(link => $"{link.Action,-10} experiment link {link.SequencingExperimentId} – {link.GenomicFile}"),
            ]);
            return work.CodeFor(issues);
        });

    private static Command Apply(CommandConsole console)
    {
        var policy = new Option<string>("--policy")
        {
            Description = "What to do with rows that have errors: write nothing at all, or everything but them.",
            DefaultValueFactory = _ => "all-or-nothing",
        };
        policy.AcceptOnlyFromAmong("all-or-nothing", "good-rows");
        var acknowledge = new Option<bool>("--acknowledge-warnings") { Description = "Apply although there are warnings." };
        var load = new LoadFlags();
        return Verb(
            load.AddTo(new Command("apply", "Check a manifest and write what it plans.") { policy, acknowledge }), console,
            async (work, parsed, cancellationToken) =>
            {
                var (issues, _) = await work.IssuesAsync(cancellationToken);
                var asked = load.Wish(parsed, parsed.GetValue(policy)!, parsed.GetValue(acknowledge));
                var started = (await work.Api.PostAsync($"gwo-manifests/{work.Manifest}/apply", asked, cancellationToken)).As<ApiRun>();
                var reply = await work.FollowAsync(started.Id, cancellationToken);
                var run = reply.As<ApiRun>();
                await work.PrintAsync(reply.Text, [RunSentence.Of(run)]);
                // Rows left out under good-rows are problems that remain, though the run succeeded.
                return run.Succeeded ? work.CodeFor(issues) : ExitCode.Problems;
            });
    }

    private static Command Verb(Command command, CommandConsole console, Func<Work, ParseResult, CancellationToken, Task<int>> then)
    {
        var file = new Argument<FileInfo>("file") { Description = "The manifest: CSV, TSV or xlsx." };
        var study = new Option<string>("--study") { Description = "The study it belongs to (SD_…).", Required = true };
        var hashReport = new Option<FileInfo?>("--hash-report") { Description = "A volume report with the hashes of its files: uri, sizeInBytes and md5, sha1, sha256, sha512 or etag." };
        var strict = new Option<bool>("--strict") { Description = "Exit with 2 when there are only warnings." };
        var options = new ApiOptions(console);
        command.Add(file);
        command.Add(study);
        command.Add(hashReport);
        command.Add(strict);
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (manifest, hashes) = (parsed.GetRequiredValue(file), parsed.GetValue(hashReport));
            if (new[] { manifest, hashes }.FirstOrDefault(f => f is { Exists: false }) is { } missing)
            {
                throw new CommandException(ExitCode.Usage, $"The file {missing.FullName} does not exist.");
            }
            using var api = options.Connect(parsed);
            var work = new Work(api, console, parsed.GetValue(options.Json), parsed.GetValue(strict));
            await work.CheckAsync(manifest, hashes, parsed.GetRequiredValue(study), cancellationToken);
            return await then(work, parsed, cancellationToken);
        });
        return command;
    }

    private static IEnumerable<string> Notes(Manifest manifest) =>
    [
        .. manifest.Profile is { } profile ? [$"note: read as {profile}"] : Array.Empty<string>(),
        .. (manifest.Notes ?? []).Select(n => $"note: {n}"),
        .. manifest.NotInManifest is > 0 and var beside ? [$"note: {beside} objects in its folders are not named in it; the check's run lists them"] : Array.Empty<string>(),
    ];

    private static string Line(Issue issue) =>
        $"{(issue.Row > 0 ? $"row {issue.Row}" : "file")}{(issue.Column is { Length: > 0 } column ? $", {column}" : "")}: "
        + $"{issue.Severity} {issue.Code}: {issue.Message}{(issue.Expected is { Length: > 0 and < 120 } expected ? $" Expected: {expected}." : "")}{(issue.Hint is { Length: > 0 } hint ? $" {hint}" : "")}";

    /// <summary>One manifest on its way through the API.</summary>
    private sealed class Work(PortalApi api, CommandConsole console, bool json, bool strict)
    {
        public PortalApi Api => api;

        public string Manifest { get; private set; } = "";

        public async Task CheckAsync(FileInfo file, FileInfo? hashReport, string study, CancellationToken cancellationToken)
        {
            var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["studyId"] = study };
            Manifest = (await api.UploadAsync("gwo-manifests", file, fields, cancellationToken, hashReport is null ? null : ("hashReport", hashReport))).As<Manifest>().Id;
            var check = (await api.PostAsync($"gwo-manifests/{Manifest}/check", new { }, cancellationToken)).As<ApiRun>();
            var ended = (await FollowAsync(check.Id, cancellationToken)).As<ApiRun>();
            if (!ended.Succeeded)
            {
                throw new CommandException(ExitCode.Problems, RunSentence.Of(ended));
            }
        }

        public Task<ApiReply> FollowAsync(string run, CancellationToken cancellationToken) =>
            new RunWatch(api, console, quiet: json).ToEndAsync(run, cancellationToken);

        /// <summary>All issues, and the API's own JSON; where it came in several pages, their items in one.</summary>
        public async Task<(IReadOnlyList<Issue> Issues, string Json)> IssuesAsync(CancellationToken cancellationToken)
        {
            var path = $"gwo-manifests/{Manifest}/issues?limit=1000";
            var reply = await api.GetAsync(path, cancellationToken);
            var page = reply.As<ApiPage<Issue>>();
            if (page.Cursor is null)
            {
                return (page.Items, reply.Text);
            }
            List<Issue> issues = [.. page.Items];
            var whole = JsonNode.Parse(reply.Text)!.AsObject();
            while (page.Cursor is { } cursor)
            {
                reply = await api.GetAsync($"{path}&cursor={Uri.EscapeDataString(cursor)}", cancellationToken);
                page = reply.As<ApiPage<Issue>>();
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

        public int CodeFor(IReadOnlyList<Issue> issues) =>
            issues.Any(issue => issue.IsError) ? ExitCode.Problems
            : strict && issues.Any(issue => issue.IsWarning) ? ExitCode.OnlyWarnings
            : ExitCode.Done;
    }
}
