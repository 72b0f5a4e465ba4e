namespace Portal.Runs;

/// <summary>"B-17", "b-17" or "17".</summary>
public static class BatchNumber
{
    public static bool TryParse(string text, out long number) => PrefixedNumber.TryParse(text, "B-", out number);
}
