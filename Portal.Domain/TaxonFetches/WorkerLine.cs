using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Domain.TaxonFetches;

/// <summary>One line of a worker's log: something it said. Of its progress only the latest is kept.</summary>
public sealed class WorkerLine
{
    public const string Progress = "progress";

    /// <summary>The end of what a failed program wrote.</summary>
    public const string Output = "output";

    public long Id { get; set; }
    public Guid WorkerId { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>Which start of the worker said it.</summary>
    public int Start { get; set; }

    /// <summary><c>started</c>, <c>progress</c>, <c>ready</c>, <c>error</c>, <c>output</c>; <c>collected</c> and <c>failed</c> are the collector's.</summary>
    public string Kind { get; set; } = "";

    public string Text { get; set; } = "";
}

internal sealed class WorkerLineMapping : IEntityTypeConfiguration<WorkerLine>
{
    public void Configure(EntityTypeBuilder<WorkerLine> line)
    {
        line.Property(l => l.Kind).HasMaxLength(20);
        line.HasIndex(l => new { l.WorkerId, l.Id });
        line.HasOne<Worker>().WithMany().HasForeignKey(l => l.WorkerId).OnDelete(DeleteBehavior.Cascade);
    }
}
