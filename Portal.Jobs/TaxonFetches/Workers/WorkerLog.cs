using Microsoft.EntityFrameworkCore;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>Writes down what a worker says, beside what becomes of it.</summary>
internal static class WorkerLog
{
    public static async Task HearAsync(PortalDbContext db, Worker worker, WorkerMessage message, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (message.State == WorkerLine.Progress)
        {
            // One line that moves, or a long fetch would leave thousands.
            var latest = await db.Set<WorkerLine>().Where(l => l.WorkerId == worker.Id && l.Start == worker.Starts && l.Kind == WorkerLine.Progress).FirstOrDefaultAsync(cancellationToken);
            if (latest is not null)
            {
                (latest.At, latest.Text) = (now, Text(worker, message));
                return;
            }
        }

        Add(db, worker, message.State!, Text(worker, message), now);
        if (message.Output is { Length: > 0 } output)
        {
            Add(db, worker, WorkerLine.Output, output, now);
        }
    }

    public static void Add(PortalDbContext db, Worker worker, string kind, string text, DateTimeOffset now) =>
        db.Add(new WorkerLine { WorkerId = worker.Id, At = now, Start = worker.Starts, Kind = kind, Text = text.Replace("\0", "", StringComparison.Ordinal) });

    private static string Text(Worker worker, WorkerMessage message) => message switch
    {
        { Reason: { Length: > 0 } reason } => reason,
        { State: "started" } => worker.Starts > 1 ? $"started, for the {worker.Starts}. time" : "started",
        { State: "ready" } => "everything is there and verified",
        { Words: { Length: > 0 } words } => $"{message.DoneBytes:N0} bytes; {words}",
        _ => $"{message.DoneBytes:N0} bytes",
    };
}
