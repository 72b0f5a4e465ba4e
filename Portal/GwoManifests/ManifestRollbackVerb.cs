using System.CommandLine;
using Portal.CommandLine;

namespace Portal.GwoManifests;

/// <summary>`portal gwo rollback MANIFEST`: removes what a load created.</summary>
internal static class ManifestRollbackVerb
{
    public static Command Build(CommandConsole console)
    {
        var manifest = new Argument<Guid>("manifest") { Description = "Id of the manifest, as its page's address and the API have it." };
        var run = new Option<Guid?>("--run") { Description = "Id of the load to take back; without it, the manifest's last." };
        var why = new Option<string?>("--why") { Description = "Goes into the audit log." };
        var yes = new Option<bool>("--yes") { Description = "Says that what the load created shall be removed.", Required = true };
        var options = new ApiOptions(console);
        var command = new Command("rollback", "Remove from the Data Service what a load created; what it updated, or others changed since, stays.") { manifest, run, why, yes };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!parsed.GetValue(yes))
            {
                throw new CommandException(ExitCode.Usage, "Say --yes: the records are removed for good.");
            }
            using var api = options.Connect(parsed);
            var json = parsed.GetValue(options.Json);
            var started = (await api.PostAsync($"gwo-manifests/{parsed.GetValue(manifest)}/rollback", new RollbackWish(parsed.GetValue(run), parsed.GetValue(why)), cancellationToken)).As<ApiRun>();
            var reply = await new RunWatch(api, console, quiet: json).ToEndAsync(started.Id, cancellationToken);
            var ended = reply.As<ApiRun>();
            await console.Out.WriteLineAsync(json ? reply.Text : RunSentence.Of(ended));
            return ended.Succeeded ? ExitCode.Done : ExitCode.Problems;
        });
        return command;
    }
}
