using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Domain.GwoManifests;

internal sealed class GwoManifestMapping : IEntityTypeConfiguration<GwoManifest>
{
    public void Configure(EntityTypeBuilder<GwoManifest> manifest)
    {
        manifest.Property(m => m.Id).ValueGeneratedNever();
        manifest.Property(m => m.PlanCounts).HasColumnType("jsonb");
        manifest.Property(m => m.Notes).HasColumnType("jsonb").HasDefaultValueSql("'[]'::jsonb");
        manifest.Property(m => m.Unnamed).HasDefaultValue(0);
        manifest.Property(m => m.Policy).HasConversion<string>();
        manifest.Property(m => m.Version).HasDefaultValue(1);
        manifest.HasIndex(m => m.CreatedAt);
        manifest.HasIndex(m => new { m.StudyId, m.CreatedAt });
    }
}

internal sealed class GwoManifestVersionMapping : IEntityTypeConfiguration<GwoManifestVersion>
{
    public void Configure(EntityTypeBuilder<GwoManifestVersion> version)
    {
        version.HasKey(v => new { v.ManifestId, v.Number });
        version.Property(v => v.PlanCounts).HasColumnType("jsonb");
        version.HasOne<GwoManifest>().WithMany().HasForeignKey(v => v.ManifestId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class GwoDraftMapping : IEntityTypeConfiguration<GwoDraft>
{
    public void Configure(EntityTypeBuilder<GwoDraft> draft)
    {
        draft.HasKey(d => new { d.ManifestId, d.Person });
        draft.Property(d => d.Edits).HasColumnType("jsonb");
        draft.HasOne<GwoManifest>().WithMany().HasForeignKey(d => d.ManifestId).OnDelete(DeleteBehavior.Cascade);
    }
}

// The three below have no foreign keys: they arrive by COPY, hundreds of thousands at a time, and a check per row would double that.
internal sealed class GwoIssueMapping : IEntityTypeConfiguration<GwoIssue>
{
    public void Configure(EntityTypeBuilder<GwoIssue> issue)
    {
        issue.HasKey(i => new { i.ManifestId, i.Position });
        issue.Property(i => i.Severity).HasConversion<string>();
        issue.HasIndex(i => new { i.ManifestId, i.Code, i.Column });
        issue.HasIndex(i => new { i.ManifestId, i.Row }); // a window of the grid asks by row
    }
}

internal sealed class GwoPlanItemMapping : IEntityTypeConfiguration<GwoPlanItem>
{
    public void Configure(EntityTypeBuilder<GwoPlanItem> item)
    {
        item.HasKey(i => new { i.ManifestId, i.Entity, i.Position });
        item.Property(i => i.Entity).HasConversion<string>();
        item.Property(i => i.Action).HasConversion<string>();
    }
}

internal sealed class GwoStudyRulesMapping : IEntityTypeConfiguration<GwoStudyRules>
{
    public void Configure(EntityTypeBuilder<GwoStudyRules> rules)
    {
        rules.HasKey(r => r.StudyId);
        rules.Property(r => r.Severities).HasColumnType("jsonb");
    }
}

internal sealed class GwoLedgerEntryMapping : IEntityTypeConfiguration<GwoLedgerEntry>
{
    public void Configure(EntityTypeBuilder<GwoLedgerEntry> entry)
    {
        entry.HasKey(e => new { e.RunId, e.File, e.Entity, e.Position });
        entry.Property(e => e.Entity).HasConversion<string>();
        entry.Property(e => e.Action).HasConversion<string>();
        entry.Property(e => e.State).HasConversion<string>();
        entry.Property(e => e.Removal).HasConversion<string>();
    }
}

internal sealed class GwoStudyDefaultsMapping : IEntityTypeConfiguration<GwoStudyDefaults>
{
    public void Configure(EntityTypeBuilder<GwoStudyDefaults> defaults)
    {
        defaults.HasKey(d => d.StudyId);
        defaults.Property(d => d.Options).HasColumnType("jsonb");
    }
}
