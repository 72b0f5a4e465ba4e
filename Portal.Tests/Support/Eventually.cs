using System.Diagnostics;

namespace Portal.Tests.Support;

/// <summary>For what tells nobody when it is so, a table or a program of this machine: it is looked at until it is. What is waited for stays once it is there.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    /// <returns>What was there when it was as it should be.</returns>
    public static async Task<T> IsAsync<T>(Func<Task<T>> look, Func<T, bool> there, string what)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var found = await look();
            if (there(found))
            {
                return found;
            }

            watch.Elapsed.ShouldBeLessThan(Patience, $"waited for {what}");
            await Task.Delay(LookAgain);
        }
    }

    public static Task IsAsync(Func<Task<bool>> there, string what) => IsAsync(there, t => t, what);

    public static Task IsAsync(Func<bool> there, string what) => IsAsync(() => Task.FromResult(there()), what);
}
