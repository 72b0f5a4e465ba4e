using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Domain.TaxonFetches;

/// <summary>Where the assembly of a run is.</summary>
public enum AssemblyStatus
{
    Waiting,

    /// <summary>Somebody took it and has a few minutes to say that they will do it.</summary>
    UnderConsideration,
    InProgress,
    Success,
    Fail,
    Skipped,
}

/// <summary>The assembly of one run: reserved by a worker elsewhere, reported by it, and looked at by a person.</summary>
public sealed class Assembly
{
    private Assembly()
    {
    }

    public string RunAccession { get; private set; } = "";
    public AssemblyStatus Status { get; private set; }

    /// <summary>Its place in the queue; a hold that runs out does not cost it.</summary>
    public DateTimeOffset WaitingSince { get; private set; }

    /// <summary>Since when somebody holds it; null: nobody does.</summary>
    public DateTimeOffset? HeldSince { get; private set; }

    public string? HeldBy { get; private set; }
    public DateTimeOffset? ReportedAt { get; private set; }
    public string? GenomeUrl { get; private set; }

    /// <summary>SHA-1 of the uncompressed FASTA.</summary>
    public string? GenomeSha1 { get; private set; }

    public string? ErrorReportUrl { get; private set; }
    public string? ErrorProcess { get; private set; }
    public string? ErrorExitCode { get; private set; }
    public string? ErrorStdout { get; private set; }
    public string? ErrorStderr { get; private set; }

    /// <summary>Metrics that are not as the taxon wants them, one per line with what was wrong.</summary>
    public string? FailedFilters { get; private set; }

    /// <summary>What a person said of it; null: nobody has looked.</summary>
    public bool? PassedScreening { get; private set; }

    public string? ScreeningMessage { get; private set; }
    public string? ScreenedBy { get; private set; }
    public DateTimeOffset? ScreenedAt { get; private set; }

    public static string KeyOf(string run) => $"assembly:{run}";

    public void Take(string by, DateTimeOffset now) => (Status, HeldBy, HeldSince) = (AssemblyStatus.UnderConsideration, by, now);

    public void Confirm(DateTimeOffset now) => (Status, HeldSince) = (AssemblyStatus.InProgress, now);

    public void Succeed(string genomeUrl, string? sha1, string? failedFilters, DateTimeOffset now)
    {
        (Status, HeldSince, ReportedAt) = (failedFilters is null ? AssemblyStatus.Success : AssemblyStatus.Fail, null, now);
        (GenomeUrl, GenomeSha1, FailedFilters) = (genomeUrl, sha1, failedFilters);
    }

    public void Fail(string? process, string? exitCode, string? stdout, string? stderr, string? reportUrl, DateTimeOffset now)
    {
        (Status, HeldSince, ReportedAt) = (AssemblyStatus.Fail, null, now);
        (ErrorProcess, ErrorExitCode, ErrorStdout, ErrorStderr, ErrorReportUrl) = (process, exitCode, stdout, stderr, reportUrl);
    }

    public void Skip(DateTimeOffset now) => (Status, HeldSince, ReportedAt) = (AssemblyStatus.Skipped, null, now);

    public void Screen(bool passed, string? message, string by, DateTimeOffset now) => (PassedScreening, ScreeningMessage, ScreenedBy, ScreenedAt) = (passed, message, by, now);
}

/// <summary>One figure of an assembly’s quality, as it was reported.</summary>
public sealed class QcMetric
{
    public string RunAccession { get; set; } = "";
    public string Name { get; set; } = "";
    public string Value { get; set; } = "";
}

/// <summary>What assemblies of a taxon have to be like.</summary>
public sealed class AssemblyRules
{
    public long TaxId { get; set; }

    /// <summary>JSON of <see cref="AssemblyFilter"/> by metric.</summary>
    public string Filters { get; set; } = "{}";

    public DateTimeOffset ChangedAt { get; set; }
    public string ChangedBy { get; set; } = "";
}

internal sealed class AssemblyMapping : IEntityTypeConfiguration<Assembly>
{
    public void Configure(EntityTypeBuilder<Assembly> assembly)
    {
        assembly.HasKey(a => a.RunAccession);
        assembly.Property(a => a.RunAccession).UseCollation("C");
        assembly.Property(a => a.Status).HasConversion<string>().HasMaxLength(20);
        assembly.HasIndex(a => new { a.WaitingSince, a.RunAccession }).HasFilter("status = 'Waiting'").HasDatabaseName("ix_assembly_waiting");
        assembly.HasIndex(a => a.HeldSince).HasFilter("held_since IS NOT NULL").HasDatabaseName("ix_assembly_held");
    }
}

internal sealed class QcMetricMapping : IEntityTypeConfiguration<QcMetric>
{
    public void Configure(EntityTypeBuilder<QcMetric> metric)
    {
        metric.HasKey(m => new { m.RunAccession, m.Name });
        metric.Property(m => m.RunAccession).UseCollation("C");
        metric.HasOne<Assembly>().WithMany().HasForeignKey(m => m.RunAccession).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class AssemblyRulesMapping : IEntityTypeConfiguration<AssemblyRules>
{
    public void Configure(EntityTypeBuilder<AssemblyRules> rules)
    {
        rules.HasKey(r => r.TaxId);
        rules.Property(r => r.TaxId).ValueGeneratedNever();
        rules.Property(r => r.Filters).HasColumnType("jsonb");
        rules.HasOne<Taxon>().WithOne().HasForeignKey<AssemblyRules>(r => r.TaxId).OnDelete(DeleteBehavior.Cascade);
    }
}
