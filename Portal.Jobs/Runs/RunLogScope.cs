using Microsoft.Extensions.Logging;
using Portal.Domain.Runs;

namespace Portal.Jobs.Runs;

/// <summary>Puts run, step and attempt into every log line written while a step is executed, by whatever writes it.</summary>
public static class RunLogScope
{
    private static readonly Func<ILogger, string, Guid, int, string, IDisposable?> Scope =
        LoggerMessage.DefineScope<string, Guid, int, string>("{Run} {RunId} attempt {Attempt} step {Step}");

    public static IDisposable? BeginStep(this ILogger logger, Run run, RunStep step) => Scope(logger, $"R-{run.Number}", run.Id, run.Attempt, step.Name);
}
