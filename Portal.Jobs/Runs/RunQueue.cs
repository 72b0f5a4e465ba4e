using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.Runs;

/// <summary>The commands over runs: submit, retry, cancel. Each checks the caller's right, writes its audit entry and commits in one transaction.</summary>
public sealed class RunQueue
{
    /// <param name="alongside">The slice's own writes, in the same transaction; called with the new run before it is committed, not when an equal one existed.</param>
    public Task<SubmittedRun> SubmitAsync(RunRequest request, Actor by, Func<PortalDbContext, Run, CancellationToken, Task>? alongside, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}

/// <param name="Existing">True when an equal unfinished run was there already and is returned instead of a new one.</param>
public sealed record SubmittedRun(Guid Id, long Number, RunState State, bool Existing);
