namespace Portal.Runs;

/// <summary>"R-48231", "r-48231" or "48231".</summary>
public static class RunNumber
{
    public static bool TryParse(string text, out long number) => PrefixedNumber.TryParse(text, "R-", out number);

    /// <summary>Whether this is a way to say that run in an address.</summary>
    public static bool Names(string text, RunRow run) => Names(text, new RunKey(run.Id, run.Number));

    public static bool Names(string text, RunKey run) => TryParse(text, out var number) ? number == run.Number : Guid.TryParse(text, out var id) && id == run.Id;
}
