using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.TaxonFetches;
using Portal.TaxonFetches;

namespace Portal.Tests.Architecture;

/// <summary>A taxon with one run; nothing asks ENA for more.</summary>
internal sealed partial class RoleExamples
{
    private const long TaxId = 562;
    private const string TaxonRun = "ERR0000001";

    private async Task SeedTaxonAsync()
    {
        await using var db = server.Db();
        var taxon = Taxon.Add(TaxId, Mark, "species", "Bacteria", exact: false, "by", DateTimeOffset.UnixEpoch);
        taxon.Complete(clean: true, DateTimeOffset.UtcNow);
        taxon.Checked(new DateOnly(2026, 1, 1), whole: true, DateTimeOffset.UtcNow);
        db.Add(taxon);
        db.Add(new ReadRun { RunAccession = TaxonRun, ScientificName = Mark });
        db.Add(new ReadRunTaxon { TaxId = TaxId, RunAccession = TaxonRun, Passed = true });
        var worker = Worker.Request(Guid.NewGuid(), "local", TaxId, Guid.NewGuid(), 0, 1, 1, DateTimeOffset.UtcNow);
        db.Add(worker);
        await db.Database.ExecuteSqlAsync($"INSERT INTO portal.assembly (run_accession, status, waiting_since) VALUES ({TaxonRun}, 'Skipped', now())");
        await db.SaveChangesAsync();

        _values[("/api/v1/taxa/", "id")] = _values[("/taxon-fetches/", "TaxId")] = $"{TaxId}";
        _values[("/api/v1/taxa/", "accession")] = TaxonRun;
        _bodies["POST /api/v1/taxa"] = () => JsonContent.Create(new { taxonIds = new[] { "no-id" } });
        _bodies["POST /api/v1/taxa/import"] = () => new StringContent("taxon_id,stage\nno-id,2\n");
        _bodies["PUT /api/v1/taxa/rules"] = () => JsonContent.Create(new { version = -1 });
        _bodies["PUT /api/v1/taxa/{id:long}/rules"] = () => JsonContent.Create(new TaxonRulesWish(null, null, Exact: false, -1));
        _arguments[typeof(AddTaxaWish)] = () => Task.FromResult<object?>(new AddTaxaWish([TaxonIdWords.Read("no-id")]));
        _arguments[typeof(TrackerFile)] = () => Task.FromResult<object?>(TrackerCsv.Read("taxon_id,stage\nno-id,2\n"));
        _arguments[typeof(TaxonRulesWish)] = () => Task.FromResult<object?>(new TaxonRulesWish(null, null, Exact: false, -1));
        _arguments[typeof(FilterRules)] = () => Task.FromResult<object?>(new FilterRules());
        _values[("/api/v1/workers/", "id")] = _values[("/taxon-fetches/workers/", "Id")] = _values[("/api/v1/collections/", "id")] = $"{worker.Id}";
        _values[("/api/v1/assemblies/", "run")] = TaxonRun;
        _bodies["POST /api/v1/assemblies/{run}/result"] = () => JsonContent.Create(new { assembly_result = "skipped" });
        _bodies["POST /api/v1/assemblies/{run}/screening"] = () => JsonContent.Create(new { passed = true });
        _bodies["PUT /api/v1/taxa/{id:long}/assembly-filters"] = () => JsonContent.Create(new Dictionary<string, AssemblyFilter>());
        _named["AssemblyCommands run"] = TaxonRun;
        _arguments[typeof(AssemblyReport)] = () => Task.FromResult<object?>(new AssemblyReport(AssemblyStatus.Skipped, null, null, null, null, null, null, null, new Dictionary<string, string>()));
        _arguments[typeof(IReadOnlyDictionary<string, AssemblyFilter>)] = () => Task.FromResult<object?>(new Dictionary<string, AssemblyFilter>());
        _arguments[typeof(CollectedReport)] = () => Task.FromResult<object?>(new CollectedReport(null));
        _bodies["POST /api/v1/workers/{id:guid}/callback"] = () => JsonContent.Create(new { state = "started" });
        _named[nameof(WorkerCommands)] = _named[nameof(CollectionCommands)] = worker.Id;
        _named["taxId"] = TaxId;
        _named["priority"] = null;
        _named["FilterRulesCommands version"] = -1;
    }
}
