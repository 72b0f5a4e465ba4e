using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Domain.Audit;

internal sealed class AuditEntryMapping : IEntityTypeConfiguration<AuditEntry>
{
    // Whatever is no letter or digit parts words, so that names of files, studies and actions are found by any of their parts.
    private const string WordsSql =
        "to_tsvector('simple', regexp_replace(actor_name || ' ' || action || ' ' || subject || ' ' || scope || ' ' || coalesce(why, ''), '[^0-9A-Za-z\\u0080-\\uffff]+', ' ', 'g'))";

    public void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.Property(e => e.Id).ValueGeneratedNever();
        entry.Property(e => e.Before).HasColumnType("jsonb");
        entry.Property(e => e.After).HasColumnType("jsonb");
        entry.Property(e => e.Words).HasComputedColumnSql(WordsSql, stored: true);
        entry.HasIndex(e => e.Words).HasMethod("gin");
        entry.HasIndex(e => new { e.At, e.Id });
        entry.HasIndex(e => new { e.ActorId, e.At });
        entry.HasIndex(e => new { e.Action, e.At });
        entry.HasIndex(e => new { e.Scope, e.At });
        entry.HasIndex(e => new { e.SubjectKey, e.At });
    }
}
