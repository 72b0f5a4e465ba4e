using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Runs;
using Portal.Domain.Schedules;

namespace Portal.Domain.Storage;

/// <summary>The schema <c>portal</c>. Mappings lie beside what they map and are found by assembly.</summary>
public sealed class PortalDbContext : IdentityUserContext<Person, Guid>
{
    public const string Schema = "portal";

    public PortalDbContext(DbContextOptions<PortalDbContext> options) : base(options)
    {
        // Nothing here goes on after a failed save, and two round trips per save are a quarter of a short transaction.
        Database.AutoSavepointsEnabled = false;
    }

    public DbSet<Run> Runs => Set<Run>();
    public DbSet<RunStep> RunSteps => Set<RunStep>();
    public DbSet<RunAttempt> RunAttempts => Set<RunAttempt>();
    public DbSet<RunEvent> RunEvents => Set<RunEvent>();
    public DbSet<RunArtifact> RunArtifacts => Set<RunArtifact>();
    public DbSet<RunCheckpoint> RunCheckpoints => Set<RunCheckpoint>();
    public DbSet<RunSequence> RunSequences => Set<RunSequence>();
    public DbSet<RunBatch> RunBatches => Set<RunBatch>();
    public DbSet<RunBatchItem> RunBatchItems => Set<RunBatchItem>();
    public DbSet<RunAnswer> RunAnswers => Set<RunAnswer>();
    public DbSet<OutsideEvent> OutsideEvents => Set<OutsideEvent>();
    public DbSet<OutsideIntent> OutsideIntents => Set<OutsideIntent>();
    public DbSet<OutsideRate> OutsideRates => Set<OutsideRate>();
    public DbSet<Lane> Lanes => Set<Lane>();
    public DbSet<Node> Nodes => Set<Node>();
    public DbSet<ScheduleState> ScheduleStates => Set<ScheduleState>();
    public DbSet<ScheduleRun> ScheduleRuns => Set<ScheduleRun>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<Membership> Memberships => Set<Membership>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();
    public DbSet<IdempotentReply> IdempotentReplies => Set<IdempotentReply>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasDefaultSchema(Schema);
        builder.HasPostgresExtension("pg_trgm"); // for parts of a run's subject
        builder.ApplyConfigurationsFromAssembly(typeof(PortalDbContext).Assembly);
        SnakeCase.Apply(builder);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<RunState>().HaveConversion<string>();
        configurationBuilder.Properties<StepState>().HaveConversion<string>();
        configurationBuilder.Properties<EventLevel>().HaveConversion<string>();
        configurationBuilder.Properties<WaitKind>().HaveConversion<string>();
        configurationBuilder.Properties<BatchKind>().HaveConversion<string>();
        configurationBuilder.Properties<IntentState>().HaveConversion<string>();
        configurationBuilder.Properties<Role>().HaveConversion<string>();
    }
}
