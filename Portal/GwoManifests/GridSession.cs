using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Shell;

namespace Portal.GwoManifests;

/// <summary>The cells that are as wrong as the one just corrected.</summary>
public sealed record EqualCells(int Column, string From, string To, int Count);

/// <summary>One person at the grid: what is laid out, where they stand, what they change. Every change is stored before it is shown.</summary>
public sealed class GridSession(GridQueries grid, DraftCommands drafts, Caller caller)
{
    /// <summary>The header stands in the file's first row.</summary>
    public const int HeaderRow = 1;

    private const int Page = 15;
    private IssueFilter _filter = new();
    private GwoIssue? _found;

    public ManifestView? Manifest { get; private set; }

    public GridView? View { get; private set; }

    /// <summary>Changes whenever lines have to be drawn anew.</summary>
    public int Drawing { get; private set; }

    /// <summary>0: nowhere yet.</summary>
    public int Row { get; private set; }

    public int Column { get; private set; }

    public bool Editing { get; private set; }

    /// <summary>The line one stands in; null in the header.</summary>
    public GridLine? Here { get; private set; }

    public EqualCells? Offer { get; private set; }

    public string? Refused { get; private set; }

    /// <summary>Place of the current line; -1 in the header, and where it is not among the lines.</summary>
    public int Position => Row > HeaderRow ? View?.PositionOf(Row) ?? -1 : -1;

    public int Edits => View?.Edits.All.Count ?? 0;

    public string Value => View is null || Row == 0 ? "" : Row == HeaderRow ? View.Edits.NameOf(Column, View.Sheet.Headers[Column]) : View.CellAt(Row, Column);

    public async Task OpenAsync(ManifestView manifest, GridRows rows, IssueFilter filter, CancellationToken cancellationToken)
    {
        var (by, grants) = (await caller.ActorAsync(cancellationToken), await caller.GrantsAsync(cancellationToken));
        var other = Manifest?.Id != manifest.Id || Manifest.Version != manifest.Version;
        View = await grid.OpenAsync(manifest.Id, rows, filter, by, grants, cancellationToken);
        (Manifest, _filter, Editing, Offer, Refused) = (manifest, filter, false, null, null);
        Drawing++;
        if (other)
        {
            (Row, Column, Here, _found) = (0, 0, null, null);
        }

        // What it is about comes into view, however far to the right it stands.
        Column = Row == 0 && filter.Column is { } column ? View.Sheet.Places.GetValueOrDefault(column, Column) : Column;
    }

    public async Task<IReadOnlyList<GridLine>> WindowAsync(int from, int count, CancellationToken cancellationToken) =>
        View is null ? [] : await grid.WindowAsync(Manifest!.Id, View, from, count, await caller.GrantsAsync(cancellationToken), cancellationToken);

    public async Task SelectAsync(int row, int column, CancellationToken cancellationToken)
    {
        (Row, Column, Editing, Offer) = (row, Math.Clamp(column, 0, View!.Sheet.Headers.Count - 1), false, null);
        _found = _found?.Row == row ? _found : null;
        Here = await LineAsync(cancellationToken);
    }

    /// <summary>What a key does that the grid takes for itself.</summary>
    public Task KeyAsync(string key, bool shift, bool mayEdit, CancellationToken cancellationToken) => (View, key) switch
    {
        (null or { Sheet.Headers.Count: 0 }, _) => Task.CompletedTask,
        (_, "F8") => NextAsync(shift, cancellationToken),
        (_, "n") => NextAsync(backwards: false, cancellationToken),
        (_, "p") => NextAsync(backwards: true, cancellationToken),
        (_, "ArrowLeft") => SelectAsync(Row == 0 ? FirstRow : Row, Column - 1, cancellationToken),
        (_, "ArrowRight") => SelectAsync(Row == 0 ? FirstRow : Row, Row == 0 ? 0 : Column + 1, cancellationToken),
        (_, "Home") => SelectAsync(Row == 0 ? FirstRow : Row, 0, cancellationToken),
        (_, "End") => SelectAsync(Row == 0 ? FirstRow : Row, int.MaxValue, cancellationToken),
        (_, "ArrowDown") => MoveAsync(1, cancellationToken),
        (_, "ArrowUp") => MoveAsync(-1, cancellationToken),
        (_, "PageDown") => MoveAsync(Page, cancellationToken),
        (_, "PageUp") => MoveAsync(-Page, cancellationToken),
        (_, "Enter" or "F2") => Begin(mayEdit),
        _ => Task.CompletedTask,
    };

    public async Task NextAsync(bool backwards, CancellationToken cancellationToken)
    {
        var next = await grid.NextAsync(Manifest!.Id, _filter with { Text = null }, _found, Row, backwards, await caller.GrantsAsync(cancellationToken), cancellationToken);
        if (next is not null)
        {
            await SelectAsync(next.Row, View!.Sheet.Places.GetValueOrDefault(next.Column, 0), cancellationToken);
            _found = next;
        }
    }

    public void Cancel() => Editing = false;

    public async Task CommitAsync(string value, CancellationToken cancellationToken)
    {
        var old = Value;
        Editing = false;
        if (value == old)
        {
            return;
        }

        var (column, header) = (Column, Row == HeaderRow);
        if (await AddAsync(header ? ManifestEdit.Rename(column, old, value) : ManifestEdit.Cell(Row, column, old, value), cancellationToken) && !header && View!.CountEqual(column, old) is > 0 and var more)
        {
            Offer = new EqualCells(column, old, value, more);
        }
    }

    public Task TakeOfferAsync(CancellationToken cancellationToken) => Offer is { } offer ? AddAsync(ManifestEdit.EqualCells(offer.Column, offer.From, offer.To), cancellationToken) : Task.CompletedTask;

    public async Task LeaveOutAsync(IssueGroup group, CancellationToken cancellationToken) =>
        await AddAsync(ManifestEdit.Remove(await grid.RowsOfAsync(Manifest!.Id, group, await caller.GrantsAsync(cancellationToken), cancellationToken)), cancellationToken);

    public Task UndoAsync(CancellationToken cancellationToken) => ChangeAsync(async () => await drafts.UndoAsync(Manifest!.Id, await caller.ActorAsync(cancellationToken), cancellationToken), cancellationToken);

    public Task DiscardAsync(CancellationToken cancellationToken) => ChangeAsync(async () => await drafts.DiscardAsync(Manifest!.Id, await caller.ActorAsync(cancellationToken), cancellationToken), cancellationToken);

    /// <returns>Whether it was taken.</returns>
    public Task<bool> AddAsync(ManifestEdit edit, CancellationToken cancellationToken) =>
        ChangeAsync(async () => await drafts.AddAsync(Manifest!.Id, Manifest.Version, edit, await caller.ActorAsync(cancellationToken), cancellationToken), cancellationToken);

    private async Task<bool> ChangeAsync(Func<Task<ManifestEdits>> change, CancellationToken cancellationToken)
    {
        (Offer, Refused) = (null, null);
        try
        {
            View = View!.With(await change());
            Drawing++;
            Here = await LineAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (e is RuleException or NotAllowedException or NotFoundException)
        {
            Refused = e.Message;
            return false;
        }
    }

    private async Task<GridLine?> LineAsync(CancellationToken cancellationToken) =>
        Position >= 0 && await WindowAsync(Position, 1, cancellationToken) is [var line, ..] ? line : null;

    private Task Begin(bool mayEdit)
    {
        Editing = mayEdit && Row > 0 && Here is not { Removed: true };
        return Task.CompletedTask;
    }

    private int FirstRow => View!.Count == 0 ? HeaderRow : View.RowAt(0) ?? HeaderRow;

    private async Task MoveAsync(int by, CancellationToken cancellationToken)
    {
        var (last, position) = (View!.Count - 1, Row == 0 && by > 0 ? -1 : Position);
        var to = Math.Clamp(position + by, -1, last);
        while (to >= 0 && to <= last && View.RowAt(to) is null)
        {
            to += Math.Sign(by);
        }

        await SelectAsync(to < 0 ? HeaderRow : View.RowAt(Math.Min(to, last)) ?? Row, Column, cancellationToken);
    }
}
