namespace Portal.Jobs;

/// <summary>"1 error", "3 errors", "2 kept answers".</summary>
internal static class Words
{
    public static string Count(long count, string one, string? many = null) => $"{count:N0} {(count == 1 ? one : many ?? one + "s")}";
}
