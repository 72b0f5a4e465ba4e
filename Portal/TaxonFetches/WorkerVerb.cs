using System.CommandLine;
using System.Text.Json;
using Portal.CommandLine;
using Portal.Domain.Runs;
using Portal.Jobs.TaxonFetches.Workers;

namespace Portal.TaxonFetches;

/// <summary>`portal worker`: fetches what it reads from standard input. The portal starts it; nobody needs to.</summary>
internal sealed class WorkerVerb(CommandConsole console) : ILocalVerb
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    public Command Build()
    {
        var command = new Command("worker", "Fetch the files of an order read from standard input, and report to the portal. The portal starts it by itself.");
        command.SetAction(async (_, cancellationToken) =>
        {
            using var http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(20) }) { Timeout = Longest };
            return await new WorkerProgram(http, await (await ReadAsync(cancellationToken)).WholeAsync(http, cancellationToken)).RunAsync(cancellationToken);
        });
        return command;
    }

    private async Task<WorkerOrder> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize<WorkerOrder>(await console.In.ReadToEndAsync(cancellationToken), RunParameters.Json) ?? throw new JsonException("It is empty.");
        }
        catch (JsonException e)
        {
            throw new CommandException(ExitCode.Usage, $"What stands on standard input is no order for a worker: {e.Message}", e);
        }
    }
}
