namespace Portal.CommandLine;

/// <summary>Follows one run to its end: its log as plain lines, and on a terminal a bar below them.</summary>
public sealed class RunWatch(PortalApi api, CommandConsole console, bool quiet)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RestartPatience = TimeSpan.FromMinutes(2);

    private readonly ProgressLine _progress = new(console);
    private string? _waitingFor;
    private long _seen;

    /// <summary>The run as it ended, as the API gives it.</summary>
    public async Task<ApiReply> ToEndAsync(string run, CancellationToken cancellationToken)
    {
        var reply = await api.GetAsync($"runs/{Uri.EscapeDataString(run)}", cancellationToken);
        while (true)
        {
            var state = reply.As<ApiRun>();
            if (!quiet)
            {
                await ShowAsync(state, cancellationToken);
            }
            if (state.IsFinal)
            {
                return reply;
            }
            await Task.Delay(Pause, cancellationToken);
            reply = await AgainAsync(state.Id, cancellationToken);
        }
    }

    // A portal that is being restarted is not the end of the run it works on.
    private async Task<ApiReply> AgainAsync(string run, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await api.GetAsync($"runs/{run}", cancellationToken);
            }
            catch (CommandException away) when (
                away.ExitCode == ExitCode.Unreachable && TimeProvider.System.GetElapsedTime(started) < RestartPatience)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    private async Task ShowAsync(ApiRun run, CancellationToken cancellationToken)
    {
        ApiPage<ApiEvent> page;
        do
        {
            page = (await api.GetAsync($"runs/{run.Id}/events?after={_seen}", cancellationToken)).As<ApiPage<ApiEvent>>();
            foreach (var line in page.Items)
            {
                _seen = Math.Max(_seen, line.Seq);
                _progress.Clear();
                await console.Error.WriteLineAsync($"{line.At.ToLocalTime():HH:mm:ss}  {Mark(line.Level)}{line.Text}");
            }
        }
        while (page.Items.Count > 0 && page.Cursor is not null);

        if (run.State is "Waiting" && run.WaitingFor != _waitingFor)
        {
            _progress.Clear();
            await console.Error.WriteLineAsync($"Waiting: {run.WaitingFor ?? "see the run's page"}");
        }
        _waitingFor = run.WaitingFor;
        if (run.IsFinal)
        {
            _progress.Clear();
        }
        else
        {
            _progress.Draw(run);
        }
    }

    private static string Mark(string level) => level switch
    {
        "Warning" => "warning: ",
        "Error" => "error: ",
        _ => "",
    };
}
