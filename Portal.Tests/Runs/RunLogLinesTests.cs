using Portal.Domain.Runs;
using Portal.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

public sealed class RunLogLinesTests(TestDatabase database)
{
    [Fact]
    public async Task It_begins_with_the_end_and_loads_earlier_lines_on_request()
    {
        await using var samples = await RunSamples.CreateAsync(database);
        var run = await samples.AddAsync(RunState.Running);
        await samples.WriteAsync(run.Id, 1, 1_200);
        var log = await LoadAsync(samples, run.Id);

        Seqs(log).ShouldBe(Enumerable.Range(1_101, 100).Select(n => (long)n));
        log.Earlier.ShouldBe(1_100);

        await log.EarlierAsync(CancellationToken.None);

        Seqs(log).ShouldBe(Enumerable.Range(601, 600).Select(n => (long)n));
        log.Earlier.ShouldBe(600);
    }

    [Fact]
    public async Task It_follows_and_reads_no_line_twice()
    {
        await using var samples = await RunSamples.CreateAsync(database);
        var run = await samples.AddAsync(RunState.Running);
        await samples.WriteAsync(run.Id, 1, 10);
        var log = await LoadAsync(samples, run.Id);
        await samples.WriteAsync(run.Id, 11, 5, EventLevel.Warning);

        await Task.WhenAll(log.CatchUpAsync(CancellationToken.None), log.CatchUpAsync(CancellationToken.None));
        await log.CatchUpAsync(CancellationToken.None);

        Seqs(log).ShouldBe(Enumerable.Range(1, 15).Select(n => (long)n));
        log.Counts.ShouldBe(new EventCounts(15, 5, 0));
        log.New.ShouldBe(0);
    }

    [Fact]
    public async Task Scrolled_up_it_shows_new_lines_and_counts_them()
    {
        await using var samples = await RunSamples.CreateAsync(database);
        var run = await samples.AddAsync(RunState.Running);
        await samples.WriteAsync(run.Id, 1, 10);
        var log = await LoadAsync(samples, run.Id);
        log.Follow(false);
        await samples.WriteAsync(run.Id, 11, 31);

        await log.CatchUpAsync(CancellationToken.None);

        (log.New, log.Shown).ShouldBe((31, 41));
        log.Follow(true);
        log.New.ShouldBe(0);
    }

    [Fact]
    public async Task Paused_it_holds_new_lines_back_until_it_goes_on()
    {
        await using var samples = await RunSamples.CreateAsync(database);
        var run = await samples.AddAsync(RunState.Running);
        await samples.WriteAsync(run.Id, 1, 10);
        var log = await LoadAsync(samples, run.Id);
        log.Pause(true);
        await samples.WriteAsync(run.Id, 11, 7);

        await log.CatchUpAsync(CancellationToken.None);

        (log.New, log.Shown).ShouldBe((7, 10));
        log.Pause(false);
        (log.New, log.Shown).ShouldBe((0, 17));
    }

    [Fact]
    public async Task A_filter_by_level_still_counts_the_others()
    {
        await using var samples = await RunSamples.CreateAsync(database);
        var run = await samples.AddAsync(RunState.Running);
        await samples.WriteAsync(run.Id, 1, 10);
        await samples.WriteAsync(run.Id, 11, 2, EventLevel.Error);
        await samples.WriteAsync(run.Id, 13, 3, EventLevel.Warning, step: "verify");
        var log = await LoadAsync(samples, run.Id, new EventFilter(Step: "load", Level: EventLevel.Warning));
        await samples.WriteAsync(run.Id, 16, 4);
        await samples.WriteAsync(run.Id, 20, 1, EventLevel.Warning);

        await log.CatchUpAsync(CancellationToken.None);

        Seqs(log).ShouldBe([11L, 12, 20]);
        log.Counts.ShouldBe(new EventCounts(17, 1, 2));
        log.Earlier.ShouldBe(0);
    }

    [Fact]
    public async Task It_keeps_ten_thousand_lines_and_no_more()
    {
        await using var samples = await RunSamples.CreateAsync(database);
        var run = await samples.AddAsync(RunState.Running);
        var log = await LoadAsync(samples, run.Id);
        await samples.WriteAsync(run.Id, 1, 10_450);

        await log.CatchUpAsync(CancellationToken.None);

        log.Shown.ShouldBeInRange(RunLogLines.Ring - RunLogLines.BlockSize, RunLogLines.Ring);
        Seqs(log).Last().ShouldBe(10_450);
        (log.Earlier + log.Shown).ShouldBe(10_450);
    }

    private static async Task<RunLogLines> LoadAsync(RunSamples samples, Guid runId, EventFilter? filter = null)
    {
        var log = new RunLogLines(new RunEventQueries(samples.Contexts), runId, filter ?? EventFilter.Everything);
        await log.LoadAsync(CancellationToken.None);
        return log;
    }

    private static IEnumerable<long> Seqs(RunLogLines log) => log.Blocks.SelectMany(b => b.Value).Select(l => l.Seq);
}
