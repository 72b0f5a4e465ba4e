using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Domain.Runs;

internal sealed class RunMapping : IEntityTypeConfiguration<Run>
{
    public void Configure(EntityTypeBuilder<Run> run)
    {
        run.Property(r => r.Id).ValueGeneratedNever();
        run.Property(r => r.Number).UseIdentityAlwaysColumn();
        run.Property(r => r.Parameters).HasColumnType("jsonb");
        run.Property(r => r.Question).HasColumnType("jsonb");
        run.HasIndex(r => r.Number).IsUnique();
        run.HasStorageParameter("fillfactor", 80); // room for the next version of a row on its own page

        // What the claim looks through: short, because finished runs are not in it.
        run.HasIndex(r => new { r.Workflow, r.Priority, r.QueuedAt, r.Number }).IsDescending(false, true, false, false).HasFilter("state = 'Queued'").HasDatabaseName("ix_run_queue");
        run.HasIndex(r => r.LeaseUntil).HasFilter("state = 'Running'").HasDatabaseName("ix_run_lease");
        run.HasIndex(r => r.WaitingUntil).HasFilter("state = 'Waiting'").HasDatabaseName("ix_run_waiting");
        run.HasIndex(r => r.ExclusiveKey).IsUnique().HasFilter("state in ('Running', 'Waiting')").HasDatabaseName("ux_run_exclusive_holder");
        run.HasIndex(r => r.RequestKey).IsUnique().HasFilter("state in ('Queued', 'Running', 'Waiting')").HasDatabaseName("ux_run_request");

        // Lists, newest first, by every filter offered.
        run.HasIndex(r => new { r.State, r.Number });
        run.HasIndex(r => new { r.Workflow, r.Number });
        run.HasIndex(r => new { r.Scope, r.Number });
        run.HasIndex(r => new { r.CreatedById, r.Number });
        run.HasIndex(r => new { r.SubjectKey, r.Number });
        run.HasIndex(r => r.CreatedAt);
        run.HasIndex(r => r.Subject).HasMethod("gin").HasOperators("gin_trgm_ops");
        run.HasIndex(r => r.EndedAt).HasFilter("ended_at is not null");

        // "Longest first" cannot sort a million runs at each look; those that have not ended are few.
        run.Property<TimeSpan?>("Took").HasComputedColumnSql("ended_at - started_at", stored: true);
        run.HasIndex("Took", nameof(Run.Number)).IsDescending(true, true).HasFilter("took is not null");
        run.HasIndex(r => r.BatchId).HasFilter("batch_id is not null");
        run.HasIndex(r => r.ParentId).HasFilter("parent_id is not null");
        run.HasIndex(r => r.OriginId).HasFilter("origin_id is not null");
        run.HasIndex(r => r.WaitingKey).HasFilter("state = 'Waiting' and waiting_key is not null").HasDatabaseName("ix_run_waiting_key");
    }
}

internal sealed class RunStepMapping : IEntityTypeConfiguration<RunStep>
{
    public void Configure(EntityTypeBuilder<RunStep> step)
    {
        step.HasKey(s => new { s.RunId, s.Attempt, s.Position });
        step.HasStorageParameter("fillfactor", 80);
        step.HasOne<Run>().WithMany().HasForeignKey(s => s.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RunAttemptMapping : IEntityTypeConfiguration<RunAttempt>
{
    public void Configure(EntityTypeBuilder<RunAttempt> attempt)
    {
        attempt.HasKey(a => new { a.RunId, a.Number });
        attempt.HasOne<Run>().WithMany().HasForeignKey(a => a.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RunEventMapping : IEntityTypeConfiguration<RunEvent>
{
    public void Configure(EntityTypeBuilder<RunEvent> line)
    {
        line.HasKey(e => new { e.RunId, e.Seq });
        line.HasOne<Run>().WithMany().HasForeignKey(e => e.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RunArtifactMapping : IEntityTypeConfiguration<RunArtifact>
{
    public void Configure(EntityTypeBuilder<RunArtifact> artifact)
    {
        artifact.Property(a => a.Id).ValueGeneratedNever();
        artifact.HasIndex(a => new { a.RunId, a.Step, a.Name });
        artifact.HasOne<Run>().WithMany().HasForeignKey(a => a.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RunCheckpointMapping : IEntityTypeConfiguration<RunCheckpoint>
{
    public void Configure(EntityTypeBuilder<RunCheckpoint> checkpoint)
    {
        checkpoint.HasKey(c => new { c.RunId, c.Key });
        checkpoint.Property(c => c.State).HasColumnType("jsonb");
        checkpoint.HasOne<Run>().WithMany().HasForeignKey(c => c.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RunSequenceMapping : IEntityTypeConfiguration<RunSequence>
{
    public void Configure(EntityTypeBuilder<RunSequence> sequence)
    {
        sequence.HasKey(s => s.RunId);
        sequence.HasStorageParameter("fillfactor", 50);
        sequence.HasOne<Run>().WithOne().HasForeignKey<RunSequence>(s => s.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class LaneMapping : IEntityTypeConfiguration<Lane>
{
    public void Configure(EntityTypeBuilder<Lane> lane) => lane.HasKey(l => l.Workflow);
}

internal sealed class RunBatchMapping : IEntityTypeConfiguration<RunBatch>
{
    public void Configure(EntityTypeBuilder<RunBatch> batch)
    {
        batch.Property(b => b.Id).ValueGeneratedNever();
        batch.Property(b => b.Number).UseIdentityAlwaysColumn();
        batch.HasIndex(b => b.Number).IsUnique();
    }
}

internal sealed class RunBatchItemMapping : IEntityTypeConfiguration<RunBatchItem>
{
    public void Configure(EntityTypeBuilder<RunBatchItem> item)
    {
        item.HasKey(i => new { i.BatchId, i.RunId });
        item.HasIndex(i => i.RunId);
        item.HasOne<RunBatch>().WithMany().HasForeignKey(i => i.BatchId).OnDelete(DeleteBehavior.Cascade);
        item.HasOne<Run>().WithMany().HasForeignKey(i => i.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RunAnswerMapping : IEntityTypeConfiguration<RunAnswer>
{
    public void Configure(EntityTypeBuilder<RunAnswer> answer)
    {
        answer.Property(a => a.Id).ValueGeneratedNever();
        answer.Property(a => a.Answer).HasColumnType("jsonb");
        answer.HasIndex(a => new { a.RunId, a.Attempt, a.Step, a.Name });
        answer.HasOne<Run>().WithMany().HasForeignKey(a => a.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class OutsideEventMapping : IEntityTypeConfiguration<OutsideEvent>
{
    public void Configure(EntityTypeBuilder<OutsideEvent> told)
    {
        told.HasKey(e => e.Key);
        told.Property(e => e.Payload).HasColumnType("jsonb");
        told.HasIndex(e => e.At);
    }
}

internal sealed class OutsideIntentMapping : IEntityTypeConfiguration<OutsideIntent>
{
    public void Configure(EntityTypeBuilder<OutsideIntent> intent)
    {
        intent.Property(i => i.Id).ValueGeneratedNever();
        intent.Property(i => i.Payload).HasColumnType("jsonb");
        intent.Property(i => i.Outcome).HasColumnType("jsonb");
        intent.HasIndex(i => new { i.RunId, i.Kind, i.Key }).IsUnique();
        intent.HasIndex(i => i.LookedAt).HasFilter("state = 'Open'").HasDatabaseName("ix_outside_intent_open");
        intent.HasOne<Run>().WithMany().HasForeignKey(i => i.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class OutsideRateMapping : IEntityTypeConfiguration<OutsideRate>
{
    public void Configure(EntityTypeBuilder<OutsideRate> rate) => rate.HasKey(r => r.System);
}
