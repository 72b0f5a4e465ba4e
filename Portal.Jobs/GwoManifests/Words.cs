namespace Portal.Jobs.GwoManifests;

/// <summary>"1 error", "3 errors".</summary>
internal static class Words
{
    public static string Count(long count, string one) => $"{count:N0} {one}{(count == 1 ? "" : "s")}";
}
