using System.ComponentModel.DataAnnotations;

namespace Portal.Jobs.Runs;

/// <summary>Section <c>Runs</c>. Every fallback is here so that a test can set it to an hour and prove the mechanism alone.</summary>
public sealed class RunOptions
{
    public const string Section = "Runs";

    /// <summary>Runs worked on at once by one node.</summary>
    [Range(1, 256, ErrorMessage = "Runs:Parallel must be between 1 and 256.")]
    public int Parallel { get; set; } = 16;

    /// <summary>How long a node owns a run without a sign of life.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(60);

    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest outside call; a takeover waits this long after the lease ended.</summary>
    public TimeSpan OutsideTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often tokens that went missing are issued again.</summary>
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the outside is asked about effects whose outcome nobody heard.</summary>
    public TimeSpan IntentSweep { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long Quartz waits before it looks by itself.</summary>
    public TimeSpan IdleWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often an idle LISTEN connection proves that it still listens.</summary>
    public TimeSpan ListenerPing { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Set where no other node can exist (the private database of one data folder): what a dead process left running is
    /// continued at start instead of after its lease.
    /// </summary>
    public bool OnlyNode { get; set; }
}
