namespace Portal.Jobs.Runs;

/// <summary>
/// Serves everybody who asked while the turn before was under way in one go: alone nobody waits, and under load many share one
/// transaction (and one fsync).
/// </summary>
internal sealed class Together<TAsk, TAnswer>(int most, Func<IReadOnlyList<TAsk>, Task<IReadOnlyList<TAnswer>>> serve)
{
    private readonly Lock _lock = new();
    private readonly Queue<Asked> _waiting = new();
    private bool _serving;

    public Task<TAnswer> AskAsync(TAsk ask)
    {
        var asked = new Asked(ask);
        lock (_lock)
        {
            _waiting.Enqueue(asked);
            if (!_serving)
            {
                _serving = true;
                _ = Task.Run(ServeAsync);
            }
        }

        return asked.Answer.Task;
    }

    private async Task ServeAsync()
    {
        while (Next() is { Count: > 0 } turn)
        {
            try
            {
                var answers = await serve([.. turn.Select(a => a.Ask)]);
                for (var i = 0; i < turn.Count; i++)
                {
                    turn[i].Answer.SetResult(answers[i]);
                }
            }
            catch (Exception e)
            {
                // It is theirs, each of them: whoever asked gets it thrown.
                turn.ForEach(a => a.Answer.TrySetException(e));
            }
        }
    }

    private List<Asked> Next()
    {
        lock (_lock)
        {
            var turn = new List<Asked>();
            while (turn.Count < most && _waiting.TryDequeue(out var asked))
            {
                turn.Add(asked);
            }

            _serving = turn.Count > 0;
            return turn;
        }
    }

    private sealed record Asked(TAsk Ask)
    {
        public TaskCompletionSource<TAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
