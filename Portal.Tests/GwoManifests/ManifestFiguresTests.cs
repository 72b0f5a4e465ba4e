using Npgsql;
using Portal.Domain.GwoManifests;
using Portal.GwoManifests;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

public sealed class ManifestFiguresTests(TestDatabase database) : IAsyncLifetime
{
    private readonly Guid _id = Guid.CreateVersion7();
    private NpgsqlDataSource _source = null!;

    public async ValueTask InitializeAsync() => _source = NpgsqlDataSource.Create(await database.CreateAsync());

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [Fact]
    public async Task A_row_with_warnings_counts_as_such_only_while_it_has_no_error()
    {
        await using (var db = new Contexts(_source).CreateDbContext())
        {
            db.AddRange(
                Issue(1, row: 2, IssueSeverity.Warning), Issue(2, row: 2, IssueSeverity.Warning), Issue(3, row: 3, IssueSeverity.Warning),
                Issue(4, row: 3, IssueSeverity.Error), Issue(5, row: 4, IssueSeverity.Error), Issue(6, row: 0, IssueSeverity.Warning));
            await db.SaveChangesAsync();
        }

        (await new ManifestFigures(new Contexts(_source)).RowsWithWarningsOnlyAsync(_id, CancellationToken.None)).ShouldBe(1);
    }

    [Fact]
    public async Task A_ledger_is_summed_up_by_entity_into_new_changed_same_to_do_and_refused()
    {
        await using (var db = new Contexts(_source).CreateDbContext())
        {
            db.AddRange(
                Entry(1, PlanEntity.GenomicFile, PlanAction.Create, LedgerState.Done), Entry(2, PlanEntity.GenomicFile, PlanAction.Create, LedgerState.Done),
                Entry(3, PlanEntity.GenomicFile, PlanAction.Update, LedgerState.Done), Entry(4, PlanEntity.GenomicFile, PlanAction.Create, LedgerState.Intent),
                Entry(5, PlanEntity.GenomicFile, PlanAction.Create, LedgerState.Refused),
                Entry(1, PlanEntity.BiospecimenLink, PlanAction.Unchanged, LedgerState.Kept), Entry(2, PlanEntity.BiospecimenLink, PlanAction.Create, LedgerState.Pending));
            await db.SaveChangesAsync();
        }

        (await new ManifestFigures(new Contexts(_source)).LoadedAsync(_id, CancellationToken.None)).ShouldBe(
        [
            new LoadedCount(PlanEntity.GenomicFile, New: 2, Changed: 1, Same: 0, ToDo: 1, Refused: 1),
            new LoadedCount(PlanEntity.BiospecimenLink, New: 0, Changed: 0, Same: 1, ToDo: 1, Refused: 0),
        ]);
    }

    private GwoIssue Issue(int position, int row, IssueSeverity severity) =>
        new() { ManifestId = _id, Position = position, Row = row, Column = "Filepath", Code = IssueCodes.Blank, Severity = severity, Message = "blank" };

    private GwoLedgerEntry Entry(int position, PlanEntity entity, PlanAction action, LedgerState state) =>
        new() { RunId = _id, Position = position, Entity = entity, Action = action, State = state, File = position, Row = position, GenomicFile = "s3://b/k", ExternalId = $"{position}" };
}
