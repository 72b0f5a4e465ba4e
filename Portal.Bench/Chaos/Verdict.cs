using Portal.Domain.Runs;

namespace Portal.Bench.Chaos;

/// <summary>What is found out afterwards, from the tables and from what the witness wrote down.</summary>
internal sealed class Verdict(ChaosWorld world, LiveReader reader)
{
    private readonly List<string> _wrong = [];

    public int Runs { get; private set; }

    public long Lines { get; private set; }

    public int Takeovers { get; private set; }

    /// <summary>Calls of a woken node that had been guarded before it was frozen: sent late, under an id the outside knew.</summary>
    public int LateCalls { get; private set; }

    public async Task<IReadOnlyList<string>> FindAsync()
    {
        var runs = await world.Database.RowsAsync("SELECT r.id, r.number, r.state, s.last_seq, r.failure, r.failure_detail, r.waiting_for FROM portal.run r JOIN portal.run_sequence s ON s.run_id = r.id ORDER BY number",
            row => (Id: row.GetGuid(0), Number: row.GetInt64(1), State: row.GetString(2), Last: row.GetInt64(3), Why: string.Join(" · ", new[] { 4, 5, 6 }.Where(i => !row.IsDBNull(i)).Select(row.GetString))));
        var events = (await world.Database.RowsAsync("SELECT run_id, seq, step, text, at FROM portal.run_event ORDER BY run_id, seq",
            row => new Line(row.GetGuid(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4)))).ToLookup(e => e.Run);
        var calls = world.Witness.Calls.ToLookup(c => c.Run);
        Runs = runs.Count;
        foreach (var run in runs)
        {
            var lines = events[run.Id].ToList();
            Lines += lines.Count;
            Require(run.State == "Succeeded", $"R-{run.Number} is stuck or failed: {run.State} {run.Why}");
            Require(lines.Select(l => l.Seq).SequenceEqual(Enumerable.Range(1, (int)run.Last).Select(i => (long)i)), $"R-{run.Number}: the numbers of its events have a gap");
            Require(reader.SeenOf(run.Id) == run.Last, $"R-{run.Number}: the live reader saw {reader.SeenOf(run.Id)} of {run.Last} events");
            CheckLines(run.Number, lines);
            CheckEffects(run.Number, lines, [.. calls[run.Id]]);
        }

        return _wrong;
    }

    /// <summary>Every execution of a step: its lines from the first on without a gap, none twice; the last execution whole; all by who owned the run then.</summary>
    private void CheckLines(long number, List<Line> lines)
    {
        var owner = "";
        var said = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var lastOf = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (Owner(line) is { } claimed)
            {
                Takeovers += line.Text.Contains("stopped answering", StringComparison.Ordinal) ? 1 : 0;
                owner = claimed;
            }
            else if (line.Text.Split(' ') is [var node, { Length: 10 } execution, var count] && node.StartsWith("node-", StringComparison.Ordinal))
            {
                Require(node == owner, $"R-{number}: {node} wrote line {line.Seq} while the run belonged to {owner}");
                (said.TryGetValue(execution, out var counts) ? counts : said[execution] = []).Add(int.Parse(count));
                lastOf[line.Step!] = execution;
            }
        }

        foreach (var (execution, counts) in said)
        {
            Require(counts.SequenceEqual(Enumerable.Range(1, counts.Count)), $"R-{number}: execution {execution} has lines {string.Join(',', counts)}");
        }

        foreach (var step in ChaosWorkflow.StepNames)
        {
            Require(lastOf.TryGetValue(step, out var last) && said[last].Count == ChaosWorkflow.Lines, $"R-{number}: lines of the step {step} are lost");
        }
    }

    private void CheckEffects(long number, List<Line> lines, List<WitnessedCall> calls)
    {
        foreach (var step in ChaosWorkflow.StepNames)
        {
            Require(calls.Where(c => c.Step == step).Select(c => c.Id).Distinct().Count() == 1, $"R-{number}: the step {step} had {calls.Where(c => c.Step == step).Select(c => c.Id).Distinct().Count()} effects");
        }

        // After somebody else took the run, its former owner may at most have one call per run already on its way.
        var claims = lines.Select(l => (l.At, Owner: Owner(l))).Where(c => c.Owner is not null).ToList();
        foreach (var node in calls.Select(c => c.Node).Distinct())
        {
            var late = calls.Where(c => c.Node == node && claims.LastOrDefault(k => k.At <= c.At).Owner is { } owner && owner != node).ToList();
            LateCalls += late.Count;
            Require(late.Count <= 1, $"R-{number}: {node} sent {late.Count} calls after it had lost the run");
            Require(late.All(c => calls.Any(k => k.Id == c.Id && k.Step == c.Step)), $"R-{number}: {node} sent a call under a new id after it had lost the run");
        }
    }

    private static string? Owner(Line line) => line.Step is null && line.Text.Split(" on node-") is [_, var rest] ? "node-" + rest.Split(';')[0] : null;

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            _wrong.Add(otherwise);
        }
    }

    private sealed record Line(Guid Run, long Seq, string? Step, string Text, DateTimeOffset At);
}
