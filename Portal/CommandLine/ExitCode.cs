namespace Portal.CommandLine;

/// <summary>What scripts branch on.</summary>
public static class ExitCode
{
    public const int Done = 0;
    public const int Problems = 1;
    public const int OnlyWarnings = 2;
    public const int Usage = 64;
    public const int Unreachable = 69;
    public const int NotAllowed = 77;
    public const int Interrupted = 130;
}
