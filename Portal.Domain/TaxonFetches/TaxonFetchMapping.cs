using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace Portal.Domain.TaxonFetches;

internal sealed class TaxonMapping : IEntityTypeConfiguration<Taxon>
{
    public void Configure(EntityTypeBuilder<Taxon> taxon)
    {
        taxon.HasKey(t => t.TaxId);
        taxon.Property(t => t.TaxId).ValueGeneratedNever();
        taxon.Property(t => t.Status).HasConversion<string>().HasMaxLength(20);
        taxon.Property(t => t.Stage).HasConversion<string>().HasMaxLength(20);
        taxon.Property(t => t.Rules).HasColumnType("jsonb");
        taxon.Property(t => t.EffectivePriority).HasComputedColumnSql("coalesce(operator_priority, priority)", stored: true);
        taxon.HasIndex(t => new { t.EffectivePriority, t.LastChecked, t.TaxId }).IsDescending(true, false, false).HasNullSortOrder(NullSortOrder.Unspecified, NullSortOrder.NullsFirst, NullSortOrder.Unspecified)
            .HasFilter("due AND NOT leased AND needs_attention IS NULL AND status <> 'Error'").HasDatabaseName("ix_taxon_next");
        taxon.HasIndex(t => t.LastChecked).HasFilter("NOT due").HasDatabaseName("ix_taxon_waiting");
        taxon.HasIndex(t => t.CycleRunId).HasFilter("leased").HasDatabaseName("ix_taxon_leased");
        taxon.HasIndex(t => t.Status);
        taxon.HasIndex(t => t.ScientificName);
    }
}

internal sealed class ReadRunMapping : IEntityTypeConfiguration<ReadRun>
{
    public void Configure(EntityTypeBuilder<ReadRun> run)
    {
        run.HasKey(r => r.RunAccession);
        run.Property(r => r.RunAccession).UseCollation("C");
    }
}

// No foreign keys: the rows arrive by COPY, run, files and links together.
internal sealed class ReadRunTaxonMapping : IEntityTypeConfiguration<ReadRunTaxon>
{
    public void Configure(EntityTypeBuilder<ReadRunTaxon> link)
    {
        link.HasKey(l => new { l.TaxId, l.RunAccession });
        link.Property(l => l.RunAccession).UseCollation("C");
        link.HasIndex(l => l.RunAccession);
        link.HasIndex(l => new { l.TaxId, l.FirstFailedRule, l.RunAccession });
    }
}

internal sealed class ReadRunDecisionMapping : IEntityTypeConfiguration<ReadRunDecision>
{
    public void Configure(EntityTypeBuilder<ReadRunDecision> decision)
    {
        decision.Property(d => d.RunAccession).UseCollation("C");
        decision.HasIndex(d => new { d.TaxId, d.RunAccession, d.At });
    }
}

internal sealed class ReadFileMapping : IEntityTypeConfiguration<ReadFile>
{
    public void Configure(EntityTypeBuilder<ReadFile> file)
    {
        file.HasKey(f => new { f.RunAccession, f.Kind, f.Ordinal });
        file.Property(f => f.RunAccession).UseCollation("C");
        file.Property(f => f.Role).HasConversion<string>().HasMaxLength(20);
        file.Ignore(f => f.Name);
    }
}

internal sealed class FilterDefaultsMapping : IEntityTypeConfiguration<FilterDefaults>
{
    public void Configure(EntityTypeBuilder<FilterDefaults> defaults)
    {
        defaults.Property(d => d.Id).ValueGeneratedNever();
        defaults.Property(d => d.Rules).HasColumnType("jsonb");
    }
}

internal sealed class WorkerMapping : IEntityTypeConfiguration<Worker>
{
    public void Configure(EntityTypeBuilder<Worker> worker)
    {
        worker.Property(w => w.Id).ValueGeneratedNever();
        worker.Property(w => w.State).HasConversion<string>().HasMaxLength(20);
        worker.Ignore(w => w.SettledEvent);
        worker.Ignore(w => w.IsSettled);
        worker.HasIndex(w => w.CycleRunId);
        worker.HasIndex(w => w.SecretHash);
        worker.HasIndex(w => new { w.TaxId, w.RequestedAt });
        worker.HasIndex(w => w.State).HasFilter("state <> 'Destroyed'").HasDatabaseName("ix_worker_there");
    }
}

internal sealed class WorkerAssignmentMapping : IEntityTypeConfiguration<WorkerAssignment>
{
    public void Configure(EntityTypeBuilder<WorkerAssignment> assignment)
    {
        assignment.HasKey(a => new { a.WorkerId, a.RunAccession });
        assignment.Property(a => a.RunAccession).UseCollation("C");
        assignment.Property(a => a.Status).HasConversion<string>().HasMaxLength(20);
        assignment.HasIndex(a => a.RunAccession).IsUnique().HasFilter("status IN ('Processing', 'Ready', 'Collected')").HasDatabaseName("ix_worker_assignment_once");
        assignment.HasOne<Worker>().WithMany().HasForeignKey(a => a.WorkerId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class OrphanMachineMapping : IEntityTypeConfiguration<OrphanMachine>
{
    public void Configure(EntityTypeBuilder<OrphanMachine> orphan)
    {
        orphan.HasKey(o => o.Key);
        orphan.Property(o => o.Kind).HasConversion<string>().HasMaxLength(20);
    }
}
