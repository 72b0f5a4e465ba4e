using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.TaxonFetches.Assemblies;

namespace Portal.TaxonFetches;

/// <summary>What assemblers elsewhere do with runs, and what people say of the results.</summary>
public sealed class AssemblyCommands(AssemblyQueue queue, IDbContextFactory<PortalDbContext> contexts, Permissions permissions, IOptions<AssemblyOptions> options, TimeProvider clock)
{
    private const int LongestMessage = 4_096;

    /// <summary>Takes the run that has waited longest; nobody else gets it.</summary>
    /// <param name="taxId">Only of this taxon; null: of any.</param>
    /// <param name="root">Of the portal, for the links: http://portal.</param>
    /// <returns>Null when no run waits.</returns>
    public async Task<ReservedRun?> ReserveAsync(long? taxId, string root, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Operator, "take runs to assemble", cancellationToken);
        var taken = await queue.TakeAsync(taxId, (db, assembly, now) =>
        {
            assembly.Take(by.Name, now);
            Audit(db, "assembly.reserve", assembly, by, now, null);
        }, cancellationToken);
        return taken is null ? null : await DescribeAsync(taken, root, cancellationToken);
    }

    /// <summary>It will be done: the run is held for days instead of minutes.</summary>
    public async Task ConfirmAsync(string run, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Operator, "take runs to assemble", cancellationToken);
        _ = await queue.ChangeAsync(run, (db, assembly, now) =>
        {
            if (assembly.Status != AssemblyStatus.InProgress || assembly.HeldBy != by.Name)
            {
                RequireStatus(assembly, AssemblyStatus.UnderConsideration, "confirmed");
                assembly.Confirm(now);
                Audit(db, "assembly.confirm", assembly, by, now, null);
            }

            return Task.CompletedTask;
        }, cancellationToken) ?? throw Unknown(run);
    }

    /// <summary>What came of it. A success that is not as its taxa want assemblies is a failure, and says by which metrics.</summary>
    public async Task ReportAsync(string run, AssemblyReport report, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Operator, "report assemblies", cancellationToken);
        var filters = (await FiltersAsync(run, cancellationToken)).Values.SelectMany(f => f).ToList();
        _ = await queue.ChangeAsync(run, (db, assembly, now) =>
        {
            RequireStatus(assembly, AssemblyStatus.InProgress, "reported");
            var failures = filters.Select(f => f.Value.Failure(f.Key, report.Metrics.GetValueOrDefault(f.Key))).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
            switch (report.Result)
            {
                case AssemblyStatus.Success:
                    assembly.Succeed(report.GenomeUrl!, report.GenomeSha1, failures.Count == 0 ? null : string.Join('\n', failures), now);
                    break;
                case AssemblyStatus.Fail:
                    assembly.Fail(report.ErrorProcess, report.ErrorExitCode, report.ErrorStdout, report.ErrorStderr, report.ErrorReportUrl, now);
                    break;
                default:
                    assembly.Skip(now);
                    break;
            }

            db.AddRange(report.Metrics.Select(m => new QcMetric { RunAccession = run, Name = m.Key, Value = m.Value }));
            Audit(db, "assembly.result", assembly, by, now, null);
            return Task.CompletedTask;
        }, cancellationToken) ?? throw Unknown(run);
    }

    /// <summary>A person has looked at a genome.</summary>
    public async Task ScreenAsync(string run, bool passed, string? message, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Curator, "screen assemblies", cancellationToken);
        if (message?.Length > LongestMessage)
        {
            throw new RuleException("message", $"A message has at most {LongestMessage:N0} letters.", 400);
        }

        _ = await queue.ChangeAsync(run, (db, assembly, now) =>
        {
            RequireStatus(assembly, AssemblyStatus.Success, "screened");
            assembly.Screen(passed, string.IsNullOrWhiteSpace(message) ? null : message.Trim(), by.Name, now);
            Audit(db, "assembly.screening", assembly, by, now, message);
            return Task.CompletedTask;
        }, cancellationToken) ?? throw Unknown(run);
    }

    /// <summary>What assemblies of a taxon have to be like from now on.</summary>
    public async Task SetFiltersAsync(long taxId, IReadOnlyDictionary<string, AssemblyFilter> filters, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Curator, "change a taxon’s rules", cancellationToken);
        if (filters.Select(f => f.Value?.Problem(f.Key) ?? (f.Value is null ? $"{f.Key} needs a type and a value." : null)).OfType<string>().ToList() is { Count: > 0 } problems)
        {
            throw new RuleException("assembly-filters", string.Join(' ', problems), 400);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var taxon = await db.Set<Taxon>().FromSql($"SELECT * FROM portal.taxon WHERE tax_id = {taxId} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancellationToken) ?? throw new NotFoundException($"Taxon {taxId} is not tracked here.");
        var rules = await db.Set<AssemblyRules>().SingleOrDefaultAsync(r => r.TaxId == taxId, cancellationToken) ?? db.Add(new AssemblyRules { TaxId = taxId }).Entity;
        var (before, now) = (rules.Filters, clock.GetUtcNow());
        (rules.Filters, rules.ChangedAt, rules.ChangedBy) = (RunParameters.Write(filters), now, by.Name);
        db.AuditEntries.Add(AuditEntry.Of(by, now, "taxon.assembly-filters", Taxon.KeyOf(taxId), $"{taxon.ScientificName} · {taxId}", Scopes.Everything, before, rules.Filters));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<ReservedRun> DescribeAsync(Assembly taken, string root, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var run = await db.Set<ReadRun>().AsNoTracking().SingleAsync(r => r.RunAccession == taken.RunAccession, cancellationToken);
        var taxa = await db.Set<ReadRunTaxon>().Where(l => l.RunAccession == run.RunAccession && l.Passed == true).OrderBy(l => l.TaxId).Select(l => l.TaxId).ToListAsync(cancellationToken);
        var files = (await db.Set<ReadFile>().AsNoTracking().Where(f => f.RunAccession == run.RunAccession && f.Kind == "fastq").OrderBy(f => f.Ordinal).ToListAsync(cancellationToken)).Select(f => new ReservedFile(f.Name, $"https://{f.Path}", f.Bytes, f.Md5, f.Role));
        var here = $"{root.TrimEnd('/')}/api/v1/assemblies/{run.RunAccession}";
        return new(run.RunAccession, run.SampleAccession, run.ExperimentAccession, run.ScientificName, taxa, taken.HeldSince!.Value + options.Value.ConsiderationHold, [.. files], await FiltersAsync(run.RunAccession, cancellationToken), $"{here}/confirm", $"{here}/result");
    }

    private async Task<IReadOnlyDictionary<long, IReadOnlyDictionary<string, AssemblyFilter>>> FiltersAsync(string run, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rules = await db.Set<AssemblyRules>().AsNoTracking().Where(r => db.Set<ReadRunTaxon>().Any(l => l.TaxId == r.TaxId && l.RunAccession == run && l.Passed == true)).ToListAsync(cancellationToken);
        return rules.ToDictionary(r => r.TaxId, IReadOnlyDictionary<string, AssemblyFilter> (r) => RunParameters.Read<Dictionary<string, AssemblyFilter>>(r.Filters));
    }

    private static void RequireStatus(Assembly assembly, AssemblyStatus needed, string verb)
    {
        if (assembly.Status != needed)
        {
            throw new RuleException("assembly-status", $"The assembly of {assembly.RunAccession} is {assembly.Status}; only one that is {needed} can be {verb}.");
        }
    }

    private static void Audit(PortalDbContext db, string action, Assembly assembly, Actor by, DateTimeOffset now, string? why) =>
        db.AuditEntries.Add(AuditEntry.Of(by, now, action, Assembly.KeyOf(assembly.RunAccession), assembly.RunAccession, Scopes.Everything, null, new { assembly.Status, assembly.PassedScreening, assembly.FailedFilters }, why));

    private static NotFoundException Unknown(string run) => new($"No assembly of {run} was ever begun here.");
}
