using Microsoft.EntityFrameworkCore;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

public sealed class RunTailsTests(TestDatabase database)
{
    [Fact]
    public async Task However_many_follow_a_run_its_new_lines_are_read_once()
    {
        await using var samples = await RunSamples.CreateAsync(database);
        var run = await samples.AddAsync(RunState.Running);
        await samples.WriteAsync(run.Id, 1, 20);
        var counted = new Counted(samples.Contexts);
        var tails = new RunTails(counted);
        var followers = Enumerable.Range(0, 50).Select(_ => tails.Follow(run.Id)).ToList();

        var answers = await Task.WhenAll(followers.Select(f => f.AfterAsync(0, known: 20, CancellationToken.None)));

        answers.ShouldAllBe(a => a.Lines.Select(l => l.Seq).SequenceEqual(Enumerable.Range(1, 20).Select(i => (long)i)));
        counted.Reads.ShouldBe(1);
        (await followers[0].AfterAsync(18, known: 20, CancellationToken.None)).Lines.Select(l => l.Seq).ShouldBe([19, 20]);
        counted.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_is_far_behind_reads_the_older_lines_first_and_without_a_gap()
    {
        await using var samples = await RunSamples.CreateAsync(database);
        var run = await samples.AddAsync(RunState.Running);
        await samples.WriteAsync(run.Id, 1, 2_500);
        using var tail = new RunTails(samples.Contexts).Follow(run.Id);
        var seen = new List<long>();

        for (IReadOnlyList<RunEvent> lines = [null!]; lines.Count > 0;)
        {
            lines = (await tail.AfterAsync(seen.LastOrDefault(), known: 2_500, CancellationToken.None)).Lines;
            seen.AddRange(lines.Select(l => l.Seq));
        }

        seen.ShouldBe(Enumerable.Range(1, 2_500).Select(i => (long)i));
    }

    [Fact]
    public async Task A_line_that_comes_later_is_read_when_its_number_is_known_and_after_the_connection_was_lost()
    {
        await using var samples = await RunSamples.CreateAsync(database);
        var run = await samples.AddAsync(RunState.Running);
        await samples.WriteAsync(run.Id, 1, 3);
        using var tail = new RunTails(samples.Contexts).Follow(run.Id);
        await tail.AfterAsync(0, known: null, CancellationToken.None);
        await samples.WriteAsync(run.Id, 4, 2);

        (await tail.AfterAsync(3, known: 5, CancellationToken.None)).Lines.Select(l => l.Seq).ShouldBe([4, 5]);
        await samples.WriteAsync(run.Id, 6, 1);
        (await tail.AfterAsync(5, known: null, CancellationToken.None)).Lines.Select(l => l.Seq).ShouldBe([6]);
    }

    private sealed class Counted(IDbContextFactory<PortalDbContext> inner) : IDbContextFactory<PortalDbContext>
    {
        private int _reads;

        public int Reads => _reads;

        public PortalDbContext CreateDbContext()
        {
            Interlocked.Increment(ref _reads);
            return inner.CreateDbContext();
        }
    }
}
