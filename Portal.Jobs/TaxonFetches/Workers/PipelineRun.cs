using System.ComponentModel;
using System.Diagnostics;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>Runs the centre's program on a worker's runs, in the worker's folder: no shell between, an end after a while, its last line as a sign of life.</summary>
/// <param name="tell">Passes on a line; false when nothing is wanted of this worker any more.</param>
internal sealed class PipelineRun(WorkerOrder order, PipelineOrder pipeline, Func<string?, Task<bool>> tell)
{
    public static readonly string[] Placeholders = ["{runs}", "{samplesheet}", "{folder}", "{taxon}"];

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    /// <exception cref="WorkerFailedException">It cannot be started, takes too long, or ends with another exit code than 0.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var (runs, sheet) = (Path.Combine(order.Folder, "runs.txt"), Path.Combine(order.Folder, "samplesheet.csv"));
        await File.WriteAllLinesAsync(runs, PipelineSheet.Runs(order), cancellationToken);
        await File.WriteAllLinesAsync(sheet, PipelineSheet.Lines(order, pipeline.Fetches), cancellationToken);
        var words = pipeline.Command.Select(w => w.Replace("{runs}", runs).Replace("{samplesheet}", sheet).Replace("{folder}", order.Folder).Replace("{taxon}", $"{pipeline.TaxId}")).ToList();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(pipeline.Timeout);
        using var process = Start(words);
        var (said, complained) = (new PipelineOutput(Path.Combine(order.Folder, "pipeline.out")), new PipelineOutput(Path.Combine(order.Folder, "pipeline.err")));
        var reading = Task.WhenAll(said.KeepAsync(process.StandardOutput), complained.KeepAsync(process.StandardError));
        try
        {
            process.StandardInput.Close();
            var end = process.WaitForExitAsync(patience.Token);
            while (await Task.WhenAny(end, Task.Delay(Beat, CancellationToken.None)) != end)
            {
                if (!await tell(said.Last ?? complained.Last))
                {
                    throw new WorkerFailedException("The portal wants nothing of this worker any more.");
                }
            }

            await end;
            await reading;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            throw new WorkerFailedException($"The pipeline did not end within {pipeline.Timeout}.", PipelineFailure.Tails(said, complained));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        if (process.ExitCode != 0)
        {
            throw new WorkerFailedException(PipelineFailure.Sentence(words[0], process.ExitCode, said, complained), PipelineFailure.Tails(said, complained));
        }
    }

    // What the portal is configured with is none of the program's business.
    private Process Start(List<string> words)
    {
        var start = new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = order.Folder };
        foreach (var name in start.Environment.Keys.Where(n => n.Contains("__", StringComparison.Ordinal) || n.StartsWith("PORTAL_", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new WorkerFailedException($"The pipeline cannot be started: {e.Message}");
        }
    }
}
