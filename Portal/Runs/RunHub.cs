using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Shell;

namespace Portal.Runs;

/// <summary>For programs: the same events the pages show. Both methods are streams.</summary>
public sealed class RunHub(RunQueries queries, RunTails tails, RunFeed feed, Permissions permissions) : Hub
{
    private const int Page = 500;

    /// <summary>Every event of one run after <paramref name="afterSeq"/>, first what is stored, then as it happens, without a gap; ends when the run has.</summary>
    public async IAsyncEnumerable<RunEvent> Subscribe(string runId, long afterSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var run = (await queries.FindAsync(runId, await GrantsAsync(cancellationToken), cancellationToken))?.Run ?? throw new HubException("There is no such run, or none you may see.");
        using var wake = new Wake(feed, run.Id);
        using var tail = tails.Follow(run.Id);
        for (long? known = null; ;)
        {
            if (!(await GrantsAsync(cancellationToken)).May(run.Scope, Role.Viewer))
            {
                yield break;
            }

            var (state, lines) = await tail.AfterAsync(afterSeq, known, cancellationToken);
            foreach (var line in lines)
            {
                yield return line;
                afterSeq = line.Seq;
            }

            if (lines.Count == 0)
            {
                if (state is null || state.Value.IsFinal())
                {
                    yield break;
                }

                known = await wake.NextAsync(cancellationToken);
            }
        }
    }

    /// <summary>
    /// A snapshot of the newest runs that match, then those that changed: what matches by then, and what was told before and does not any
    /// more. Another snapshot follows whenever something may have been missed.
    /// </summary>
    /// <param name="filter">As in the address of the list: <c>?state=Running,Failed&amp;workflow=…</c></param>
    public async IAsyncEnumerable<RunChange> SubscribeAll(string? filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var actor = CurrentActor.Of(Context.User!, address: null);
        var wanted = RunFilter.Parse(filter).For(actor);
        using var wake = new Wake(feed, runId: null);
        while (true)
        {
            var grants = await GrantsAsync(cancellationToken);
            var snapshot = (await queries.ListAsync(wanted, cursor: null, Page, grants, cancellationToken)).Items;
            var told = snapshot.Select(r => r.Id).ToHashSet();
            yield return new RunChange("snapshot", snapshot);
            IReadOnlyCollection<Guid>? changed;
            while ((changed = await wake.ChangedAsync(cancellationToken)) is not null)
            {
                grants = await GrantsAsync(cancellationToken);
                var matching = (await queries.MatchingAsync(wanted, changed, grants, cancellationToken)).Select(k => k.Id).ToHashSet();
                var rows = await queries.RowsAsync([.. changed.Where(id => matching.Contains(id) || told.Contains(id))], grants, cancellationToken);
                told.ExceptWith(changed);
                told.UnionWith(matching);
                if (rows.Count > 0)
                {
                    yield return new RunChange("changed", rows);
                }
            }
        }
    }

    private Task<Grants> GrantsAsync(CancellationToken cancellationToken) => permissions.OfAsync(CurrentActor.Of(Context.User!, address: null), cancellationToken);

    /// <summary>Gathers signals between two reads, so a slow subscriber gets fewer, larger answers instead of a growing queue.</summary>
    private sealed class Wake : IDisposable
    {
        private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);
        private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        private readonly HashSet<Guid> _changed = [];
        private readonly IDisposable _subscription;
        private bool _all;
        private bool _missed;
        private long _known;

        public Wake(RunFeed feed, Guid? runId) => _subscription = feed.Subscribe(runId, signal =>
        {
            lock (_changed)
            {
                _all |= signal.RunId is null;
                _missed |= signal.RunId is null;
                _known = Math.Max(_known, signal.Seq);
                if (signal.RunId is { } run)
                {
                    _changed.Add(run);
                }
            }

            _signals.Writer.TryWrite(true);
        });

        /// <returns>The highest event number any signal said; null when something may have been missed.</returns>
        public async Task<long?> NextAsync(CancellationToken cancellationToken)
        {
            await _signals.Reader.ReadAsync(cancellationToken);
            lock (_changed)
            {
                long? known = _missed ? null : _known;
                _missed = false;
                return known;
            }
        }

        /// <summary>Null: anything may have changed, take a new snapshot.</summary>
        public async Task<IReadOnlyCollection<Guid>?> ChangedAsync(CancellationToken cancellationToken)
        {
            await NextAsync(cancellationToken);
            await Task.Delay(Gather, cancellationToken);
            lock (_changed)
            {
                IReadOnlyCollection<Guid>? changed = _all ? null : [.. _changed];
                _changed.Clear();
                _all = false;
                return changed;
            }
        }

        public void Dispose() => _subscription.Dispose();
    }
}

/// <param name="Kind"><c>snapshot</c> replaces everything known, <c>changed</c> replaces the runs in it.</param>
public sealed record RunChange(string Kind, IReadOnlyList<RunRow> Runs);
