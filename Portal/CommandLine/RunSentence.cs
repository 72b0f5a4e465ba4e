namespace Portal.CommandLine;

/// <summary>How a run ended, in words.</summary>
public static class RunSentence
{
    public static string Of(ApiRun run) => run.State switch
    {
        "Succeeded" when run.Warnings > 0 => $"Run {run.Name} succeeded with {Warnings(run.Warnings)}.",
        "Succeeded" => $"Run {run.Name} succeeded.",
        "Failed" => $"Run {run.Name} failed: {run.Failure ?? "its page says why."}",
        "Cancelled" => $"Run {run.Name} was cancelled.",
        _ => $"Run {run.Name} is {run.State}.",
    };

    public static string Warnings(int count) => count == 1 ? "1 warning" : $"{count:N0} warnings";
}
