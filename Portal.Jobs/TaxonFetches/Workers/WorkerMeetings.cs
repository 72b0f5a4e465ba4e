using Microsoft.EntityFrameworkCore;
using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>Finds out where workers are that had no address when they were asked for, and by which key they are known.</summary>
public sealed class WorkerMeetings(WorkerBook book, IWorkerFarm farm, TimeProvider clock)
{
    /// <returns>What one of them still needs, in words; null: all are met.</returns>
    /// <exception cref="CollectionDoubtException">One that has spoken cannot be reached.</exception>
    internal async Task<string?> MeetAsync(IEnumerable<Worker> workers, CancellationToken cancellationToken)
    {
        string? waitsFor = null;
        foreach (var worker in workers.Where(w => w.Handle is not null && w.State is WorkerState.Starting or WorkerState.Working or WorkerState.Ready && !farm.IsMet(w)))
        {
            var meeting = await farm.MeetAsync(worker, cancellationToken);
            if (meeting is not null)
            {
                await book.ChangeAsync(worker.Id, (_, w, _) =>
                {
                    w.Meet(meeting.Address, meeting.HostKey);
                    return Task.CompletedTask;
                }, cancellationToken);
                if (meeting.HostKey is not null)
                {
                    continue;
                }
            }

            var missing = meeting is null ? "a public address" : $"an answer over ssh at {meeting.Address}";
            if (clock.GetUtcNow() - (worker.LastSeenAt ?? worker.RequestedAt) <= farm.MeetWithin)
            {
                waitsFor ??= $"{worker.Name} to have {missing}";
                continue;
            }

            var why = $"{worker.Name} did not get {missing} within {farm.MeetWithin.TotalMinutes:0.#} minutes{(meeting is { Why.Length: > 0 } ? $" ({meeting.Why})" : "")}.";
            if (worker.StartedAt is not null)
            {
                throw new CollectionDoubtException($"{why} It has spoken, so it stays.");
            }

            await farm.DestroyAsync(worker, cancellationToken); // it never spoke: nothing is on it
            await LoseAsync(worker, $"{why} It was destroyed.", vanished: true, cancellationToken);
        }

        return waitsFor;
    }

    /// <summary>It will say nothing any more; what it was to fetch is not fetched.</summary>
    /// <param name="vanished">Its machine is gone, too.</param>
    internal Task LoseAsync(Worker worker, string why, bool vanished, CancellationToken cancellationToken) => book.ChangeAsync(worker.Id, async (db, w, now) =>
    {
        if (!w.IsSettled && w.Starts == worker.Starts)
        {
            w.Lost(why, now);
            if (vanished)
            {
                w.Vanish();
            }

            await db.Set<WorkerAssignment>().Where(a => a.WorkerId == w.Id && a.Status == AssignmentStatus.Processing).ExecuteUpdateAsync(s => s.SetProperty(a => a.Status, AssignmentStatus.Error), cancellationToken);
        }
    }, cancellationToken);
}
