using System.CommandLine;
using Portal.CommandLine;

namespace Portal.GwoManifests;

/// <summary>`portal gwo check|plan|apply FILE`: what the wizard does, for scripts.</summary>
public static class ManifestVerbs
{
    private sealed record Read(string? Profile, IReadOnlyList<string>? Notes, int? NotInManifest);

    private sealed record PlannedFile(string ExternalId, string Action);

    private sealed record PlannedLink(string? BiospecimenId, string? SequencingExperimentId, string GenomicFile, string Action);

    private sealed record Plan(IReadOnlyList<PlannedFile> GenomicFiles, IReadOnlyList<PlannedLink> BiospecimenLinks, IReadOnlyList<PlannedLink> ExperimentLinks);

    public static Command Build(CommandConsole console) => new("gwo", "Genomic Workflow Output manifests.")
    {
        Check(console), PlanOnly(console), Apply(console), ManifestRollbackVerb.Build(console),
    };

    private static Command Check(CommandConsole console)
    {
        var annotated = new Option<FileInfo?>("--annotated") { Description = "Where to write a copy of the manifest with a column of issues: .csv or .xlsx." };
        var report = new Option<FileInfo?>("--report") { Description = "Where to write the report, as JSON." };
        return Verb(
            new Command("check", "Upload a manifest and print everything that is wrong with it.") { annotated, report }, console,
            async (work, parsed, cancellationToken) =>
            {
                var (issues, reply) = await work.IssuesAsync(cancellationToken);
                var manifest = (await work.Api.GetAsync($"gwo-manifests/{work.Manifest}", cancellationToken)).As<Read>();
                await work.PrintAsync(reply, [.. Notes(manifest), .. issues.Select(Line).DefaultIfEmpty("Nothing is wrong with it.")]);
                await work.DownloadAsync(parsed.GetValue(annotated) is { } copy ? ($"annotated{EndingOf(copy)}", copy) : null, cancellationToken);
                await work.DownloadAsync(parsed.GetValue(report) is { } document ? ("report.json", document) : null, cancellationToken);
                return work.CodeFor(issues);
            });
    }

    private static string EndingOf(FileInfo copy) => copy.Extension.ToLowerInvariant() is ".csv" or ".xlsx" ? copy.Extension.ToLowerInvariant()
        : throw new CommandException(ExitCode.Usage, $"An annotated copy is a .csv or an .xlsx file; “{copy.Name}” is neither.");

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

    private static Command Verb(Command command, CommandConsole console, Func<ManifestWay, ParseResult, CancellationToken, Task<int>> then)
    {
        var file = new Argument<FileInfo>("file") { Description = "The manifest: CSV, TSV or xlsx." };
        var study = new Option<string?>("--study") { Description = "The study it belongs to (SD_…)." };
        var known = new Option<string?>("--manifest") { Description = "Id of a manifest that is there already: the file becomes its next version." };
        var hashReport = new Option<FileInfo?>("--hash-report") { Description = "A volume report with the hashes of its files: uri, sizeInBytes and md5, sha1, sha256, sha512 or etag." };
        var strict = new Option<bool>("--strict") { Description = "Exit with 2 when there are only warnings." };
        var options = new ApiOptions(console);
        command.Add(file);
        command.Add(study);
        command.Add(known);
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
            var (of, to) = (parsed.GetValue(known), parsed.GetValue(study));
            if (of is null == to is null)
            {
                throw new CommandException(ExitCode.Usage, "Say which study it belongs to (--study), or which manifest it is a new version of (--manifest), and not both.");
            }
            using var api = options.Connect(parsed);
            var work = new ManifestWay(api, console, parsed.GetValue(options.Json), parsed.GetValue(strict));
            await (of is null ? work.UploadAsync(manifest, hashes, to!, cancellationToken) : work.UploadVersionAsync(manifest, hashes, of, cancellationToken));
            await work.CheckAsync(cancellationToken);
            return await then(work, parsed, cancellationToken);
        });
        return command;
    }

    private static IEnumerable<string> Notes(Read manifest) =>
    [
        .. manifest.Profile is { } profile ? [$"note: read as {profile}"] : Array.Empty<string>(),
        .. (manifest.Notes ?? []).Select(n => $"note: {n}"),
        .. manifest.NotInManifest is > 0 and var beside ? [$"note: {beside} objects in its folders are not named in it; the check's run lists them"] : Array.Empty<string>(),
    ];

    private static string Line(FoundIssue issue) =>
        $"{(issue.Row > 0 ? $"row {issue.Row}" : "file")}{(issue.Column is { Length: > 0 } column ? $", {column}" : "")}: "
        + $"{issue.Severity} {issue.Code}: {issue.Message}{(issue.Expected is { Length: > 0 and < 120 } expected ? $" Expected: {expected}." : "")}{(issue.Hint is { Length: > 0 } hint ? $" {hint}" : "")}";
}
