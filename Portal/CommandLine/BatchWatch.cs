namespace Portal.CommandLine;

/// <summary>Follows a batch to its end: on a terminal a bar, at the end a sentence.</summary>
public sealed class BatchWatch(PortalApi api, CommandConsole console, bool quiet)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly ProgressLine _progress = new(console);

    /// <summary>0 when every run went as wanted; 1 when some did not.</summary>
    public async Task<int> ToEndAsync(ApiReply accepted, bool follow, CancellationToken cancellationToken)
    {
        var reply = accepted;
        var now = reply.As<ApiBatchDetail>();
        if (!quiet)
        {
            await console.Error.WriteLineAsync($"{now.Batch.Name} took on {now.Batch.Taken:N0} runs and left {now.Batch.Skipped:N0} alone: {now.Batch.Title}");
        }
        while (follow && now.Figures.Left > 0)
        {
            if (!quiet)
            {
                _progress.Draw(Text(now));
            }
            await Task.Delay(Pause, cancellationToken);
            reply = await api.GetAsync($"batches/{now.Batch.Id}", cancellationToken);
            now = reply.As<ApiBatchDetail>();
        }
        _progress.Clear();
        await console.Out.WriteLineAsync(quiet ? reply.Text : Sentence(now));
        return follow && now.Figures.Failed + now.Figures.Cancelled > 0 && now.Batch.Kind is not "Cancel" ? ExitCode.Problems : ExitCode.Done;
    }

    public static string Text(ApiBatchDetail batch) =>
        ProgressLine.Bar(batch.Batch.Name, batch.Batch.Taken - batch.Figures.Left, batch.Batch.Taken)
        + $"{batch.Batch.Taken - batch.Figures.Left:N0} of {batch.Batch.Taken:N0} runs"
        + (batch.Figures.Failed > 0 ? $", {batch.Figures.Failed:N0} failed" : "") + (batch.Figures.Rate is > 0 and var rate ? $"  {rate:0.#}/s" : "");

    private static string Sentence(ApiBatchDetail batch) => batch.Figures.Left > 0
        ? $"Batch {batch.Batch.Name} is under way: {batch.Figures.Left:N0} of {batch.Batch.Taken:N0} runs are left."
        : $"Batch {batch.Batch.Name} has ended: {batch.Figures.Done:N0} of {batch.Batch.Taken:N0} as wanted, {batch.Figures.Failed + batch.Figures.Cancelled:N0} not.";
}
