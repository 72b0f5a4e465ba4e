namespace Portal.Jobs.Outside.Rsync;

/// <summary>What an exit code of rsync means for a collection.</summary>
public enum RsyncVerdict
{
    Whole,

    /// <summary>A file was there and is not any more; once more may help.</summary>
    Vanished,

    /// <summary>The line broke, or whoever transferred was killed; it can go on later.</summary>
    Broken,

    /// <summary>It would fail again.</summary>
    Failed,
}

/// <summary>rsync's exit codes, judged and in words.</summary>
public static class RsyncExit
{
    private const int Signals = 128;

    public static RsyncVerdict Of(int code) => code switch
    {
        0 => RsyncVerdict.Whole,
        24 => RsyncVerdict.Vanished,
        10 or 12 or 30 or 35 or > Signals => RsyncVerdict.Broken,
        _ => RsyncVerdict.Failed,
    };

    /// <summary>The code as half a sentence: "it lost the connection".</summary>
    public static string Words(int code) => code switch
    {
        0 => "everything came",
        1 => "it was called wrongly",
        2 => "the two sides speak different protocols",
        3 => "a file or folder cannot be chosen",
        4 => "the other side cannot do what was asked",
        5 => "the other side would not begin",
        6 => "it cannot write its log",
        10 => "the connection failed",
        11 => "a file cannot be read or written",
        12 => "the connection broke off",
        13 => "it could not say what is wrong",
        14 => "its two halves lost each other",
        20 => "it was interrupted",
        21 => "it lost its other half",
        22 => "it ran out of memory",
        23 => "some files did not come",
        24 => "some files vanished while it looked",
        25 => "it was told to delete too much",
        30 => "nothing came for too long",
        35 => "nobody answered for too long",
        255 => "ssh could not connect",
        > Signals => "it was killed",
        _ => "it failed",
    };
}
