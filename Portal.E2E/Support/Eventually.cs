namespace Portal.E2E.Support;

/// <summary>Asks again until the answer is the one waited for. For what no page shows; pages are waited for with Expect.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static async Task<T> BecomesAsync<T>(Func<Task<T>> ask, Func<T, bool> right, string what)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        using var limit = new CancellationTokenSource(Patience);
        var answer = await ask();
        while (!right(answer))
        {
            try
            {
                await timer.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException late)
            {
                throw new TimeoutException($"Waited {Patience.TotalSeconds:0} s for {what}; it is still {answer}.", late);
            }

            answer = await ask();
        }

        return answer;
    }
}
