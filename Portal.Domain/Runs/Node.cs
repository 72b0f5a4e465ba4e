using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Domain.Runs;

/// <summary>A running portal process; it writes its own row with every heartbeat, except for whether it should drain.</summary>
public sealed class Node
{
    /// <summary>Node name plus a GUID per process start: the <see cref="Run.Owner"/> of what it works on.</summary>
    public string Id { get; set; } = "";

    public string Name { get; set; } = "";
    public string Role { get; set; } = "";
    public string Version { get; set; } = "";
    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>Runs it works on at once; 0 before it said so.</summary>
    public int Capacity { get; set; }

    /// <summary>Share of the machine's processors it used since the heartbeat before, 0 to 1.</summary>
    public double? Cpu { get; set; }

    public long? MemoryBytes { get; set; }

    /// <summary>Set by a person: it finishes what it has and takes nothing new.</summary>
    public DateTimeOffset? DrainingSince { get; set; }

    public string? DrainingBy { get; set; }
    public string? DrainingWhy { get; set; }

    /// <summary>The part of the id that fits into an address.</summary>
    public string Key => KeyOf(Id);

    public static string KeyOf(string id) => id[(id.LastIndexOf('/') + 1)..];

    public bool Draining => DrainingSince is not null;

    public void Drain(string by, string why, DateTimeOffset now) => (DrainingSince, DrainingBy, DrainingWhy) = (now, by, why);

    public void TakeWork() => (DrainingSince, DrainingBy, DrainingWhy) = (null, null, null);
}

internal sealed class NodeMapping : IEntityTypeConfiguration<Node>
{
    public void Configure(EntityTypeBuilder<Node> node)
    {
        node.Ignore(n => n.Key);
        node.Ignore(n => n.Draining);
    }
}
