using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Domain.Schedules;

internal sealed class ScheduleStateMapping : IEntityTypeConfiguration<ScheduleState>
{
    public void Configure(EntityTypeBuilder<ScheduleState> state) => state.HasKey(s => s.Name);
}

internal sealed class ScheduleRunMapping : IEntityTypeConfiguration<ScheduleRun>
{
    public void Configure(EntityTypeBuilder<ScheduleRun> run)
    {
        run.Property(r => r.Id).ValueGeneratedNever();
        run.Property(r => r.State).HasConversion<string>();
        run.HasIndex(r => new { r.Schedule, r.CreatedAt });
        run.HasIndex(r => r.Schedule).HasFilter("state in ('Asked', 'Running')").HasDatabaseName("ix_schedule_run_open");
    }
}
