using Portal.Domain.Accounts;

namespace Portal.Domain.Runs;

/// <content>Every way its state changes; what is not allowed throws <see cref="IllegalMoveException"/>.</content>
public sealed partial class Run
{
    /// <summary>First claim, or a takeover after the lease of the owner before ran out.</summary>
    public void Claim(string owner, DateTimeOffset leaseUntil, DateTimeOffset now)
    {
        if (State != RunState.Running)
        {
            Move(RunState.Running);
        }

        Owner = owner;
        LeaseUntil = leaseUntil;
        StartedAt ??= now;
        BlockedBecause = null;
        WaitNoMore();
    }

    public void Enter(string step) => CurrentStep = step;

    public void Wait(Pause pause)
    {
        Move(RunState.Waiting);
        WaitKind = pause.Kind;
        WaitingFor = pause.Reason;
        WaitingUntil = pause.Until;
        WaitingKey = pause.Key;
        Question = pause.Question is null ? null : RunParameters.Write(pause.Question);
        LetGo();
    }

    /// <summary>A person answered the open question: whoever is free goes on.</summary>
    public void Answered(DateTimeOffset now)
    {
        if (State != RunState.Waiting || Question is null)
        {
            throw new IllegalMoveException(this, RunState.Running);
        }

        Question = null;
        WaitingUntil = now;
    }

    public void Succeed(string? outcome, DateTimeOffset now)
    {
        Move(RunState.Succeeded);
        Outcome = outcome;
        End(now);
    }

    public void Fail(string sentence, string? detail, string? errorId, DateTimeOffset now)
    {
        Move(RunState.Failed);
        Failure = sentence;
        FailureDetail = detail;
        ErrorId = errorId;
        End(now);
    }

    /// <summary>Notes the wish; a run nobody works on ends at once, otherwise its owner ends it at the next safe point.</summary>
    public void RequestCancel(Actor by, string? why, DateTimeOffset now)
    {
        if (!State.CanCancel())
        {
            throw new IllegalMoveException(this, RunState.Cancelled);
        }

        CancelRequestedAt ??= now;
        CancelRequestedBy ??= by.Name;
        CancelReason ??= why;
        if (State is RunState.Queued or RunState.Waiting)
        {
            Cancel(now);
        }
    }

    public void Cancel(DateTimeOffset now)
    {
        Move(RunState.Cancelled);
        End(now);
    }

    /// <summary>The next attempt of the same run.</summary>
    public void Retry(DateTimeOffset now)
    {
        Move(RunState.Queued);
        Attempt++;
        QueuedAt = now;
        StartedAt = null;
        EndedAt = null;
        Failure = FailureDetail = ErrorId = Outcome = CurrentStep = null;
        CancelRequestedAt = null;
        CancelRequestedBy = CancelReason = null;
        Warnings = 0;
    }

    /// <summary>The process stops in the middle: whoever claims next continues, at once.</summary>
    public void Abandon() => LetGo();

    private void End(DateTimeOffset now)
    {
        EndedAt = now;
        WaitNoMore();
        LetGo();
    }

    private void WaitNoMore()
    {
        WaitKind = null;
        WaitingFor = WaitingKey = Question = null;
        WaitingUntil = null;
    }

    private void LetGo()
    {
        Owner = null;
        LeaseUntil = null;
    }

    private void Move(RunState to)
    {
        if (!State.CanMoveTo(to))
        {
            throw new IllegalMoveException(this, to);
        }

        State = to;
    }
}
