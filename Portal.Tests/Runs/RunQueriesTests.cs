using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

public sealed class RunQueriesTests(TestDatabase database)
{
    private static readonly FakeClock Clock = new(RunSamples.Start.AddMinutes(1));

    [Theory]
    [InlineData(RunSort.Newest)]
    [InlineData(RunSort.Oldest)]
    [InlineData(RunSort.Longest)]
    public async Task Pages_by_key_show_every_run_once_and_in_order(RunSort sort)
    {
        await using var samples = await RunSamples.CreateAsync(database);
        foreach (var seconds in new[] { 5d, 40, 40, 3, 12, 40, 7 })
        {
            await samples.AddAsync(RunState.Succeeded, seconds: seconds);
        }

        var queries = new RunQueries(samples.Contexts, Clock);
        var seen = new List<RunRow>();
        string? cursor = null;
        do
        {
            var page = await queries.ListAsync(RunFilter.Everything with { Sort = sort }, cursor, 2, Grants.All, CancellationToken.None);
            seen.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);

        var inOrder = sort switch
        {
            RunSort.Newest => seen.OrderByDescending(r => r.Number),
            RunSort.Oldest => seen.OrderBy(r => r.Number),
            _ => seen.OrderByDescending(r => r.Took(Clock.GetUtcNow())).ThenByDescending(r => r.Number),
        };
        seen.Count.ShouldBe(7);
        seen.ShouldBe(inOrder);
        seen.Select(r => r.Id).ShouldBeUnique();
    }

    [Fact]
    public async Task Longest_first_puts_what_still_runs_between_what_has_ended_and_pages_through_both()
    {
        await using var samples = await RunSamples.CreateAsync(database);
        var quick = await samples.AddAsync(RunState.Succeeded, seconds: 5);
        var running = await samples.AddAsync(RunState.Running);
        var slow = await samples.AddAsync(RunState.Failed, seconds: 90);
        await samples.AddAsync(RunState.Queued);

        var queries = new RunQueries(samples.Contexts, Clock);
        var seen = new List<Guid>();
        for (string? cursor = null, next = ""; next is not null; cursor = next)
        {
            (var rows, next) = await queries.ListAsync(RunFilter.Everything with { Sort = RunSort.Longest }, cursor, 1, Grants.All, CancellationToken.None);
            seen.AddRange(rows.Select(r => r.Id));
        }

        seen.ShouldBe([slow.Id, running.Id, quick.Id]);
    }

    [Theory]
    [InlineData("be", "beta gamma", "alpha beta")]
    [InlineData("ETA", "beta gamma", "alpha beta")]
    [InlineData("et")]
    [InlineData("100%", "100% done")]
    [InlineData("_")]
    public async Task Text_is_found_anywhere_and_one_or_two_letters_where_words_begin(string text, params string[] subjects)
    {
        await using var samples = await RunSamples.CreateAsync(database);
        foreach (var subject in new[] { "alpha beta", "beta gamma", "100% done", "1000 done" })
        {
            await samples.AddAsync(subject: subject);
        }

        var page = await new RunQueries(samples.Contexts, Clock).ListAsync(RunFilter.Everything with { Text = text }, null, 10, Grants.All, CancellationToken.None);

        page.Items.Select(r => r.Subject).ShouldBe(subjects);
    }

    [Fact]
    public async Task A_made_up_cursor_is_refused_in_words()
    {
        await using var samples = await RunSamples.CreateAsync(database);
        var queries = new RunQueries(samples.Contexts, Clock);

        var refusal = await Should.ThrowAsync<ArgumentException>(() => queries.ListAsync(RunFilter.Everything, "1;drop", 2, Grants.All, CancellationToken.None));

        refusal.Message.ShouldContain("is not one this list gave out");
    }

    [Fact]
    public async Task What_one_may_not_see_is_not_there()
    {
        await using var samples = await RunSamples.CreateAsync(database);
        var mine = await samples.AddAsync(scope: "study:SD_1");
        var other = await samples.AddAsync(scope: "study:SD_2");
        var queries = new RunQueries(samples.Contexts, Clock);
        var grants = new Grants([new Grant("study:SD_1", Role.Viewer)]);

        (await queries.ListAsync(RunFilter.Everything, null, 10, grants, CancellationToken.None)).Items.Single().Id.ShouldBe(mine.Id);
        (await queries.CountAsync(RunFilter.Everything, grants, exact: true, CancellationToken.None)).ShouldBe(1);
        (await queries.FindAsync(other.Id.ToString(), grants, CancellationToken.None)).ShouldBeNull();
        (await queries.ProgressAsync(other.Id, grants, CancellationToken.None)).ShouldBeNull();
        (await queries.RowsAsync([other.Id], grants, CancellationToken.None)).ShouldBeEmpty();
        (await queries.FiguresAsync(RunFilter.Everything, grants, CancellationToken.None)).Queued.ShouldBe(1);
    }

    [Fact]
    public async Task Every_filter_takes_away_what_it_says()
    {
        await using var samples = await RunSamples.CreateAsync(database);
        var me = new Actor("person:1", "Mara Ellis", "page");
        var failed = await samples.AddAsync(RunState.Failed, "SD_1 · a_b.tsv", by: me);
        await samples.AddAsync(RunState.Waiting, "SD_1 · aXb.tsv", workflow: "other");
        await samples.AddAsync(RunState.Succeeded, "SD_2");
        var queries = new RunQueries(samples.Contexts, Clock);

        (await Count("?state=Failed")).ShouldBe(1);
        (await Count("?state=Failed,Waiting")).ShouldBe(2);
        (await Count("?workflow=other")).ShouldBe(1);
        (await Count("?q=sd_1")).ShouldBe(2);
        (await Count("?q=a_b")).ShouldBe(1);
        (await Count($"?q=R-{failed.Number}")).ShouldBe(1);
        (await Count("?mine=1")).ShouldBe(1);
        (await Count("?subject=thing:SD_2")).ShouldBe(1);
        (await Count("?since=2026-11-18")).ShouldBe(0);

        Task<int> Count(string query) => queries.CountAsync(RunFilter.Parse(query).For(me), Grants.All, exact: false, CancellationToken.None);
    }

    [Fact]
    public async Task Mine_needs_to_know_whose()
    {
        await using var samples = await RunSamples.CreateAsync(database);

        await Should.ThrowAsync<ArgumentException>(() => new RunQueries(samples.Contexts, Clock).CountAsync(RunFilter.MyRuns, Grants.All, exact: false, CancellationToken.None));
    }

    [Fact]
    public async Task A_run_is_found_by_number_and_id_with_its_parts()
    {
        await using var samples = await RunSamples.CreateAsync(database);
        var run = await samples.AddAsync(RunState.Failed);
        var queries = new RunQueries(samples.Contexts, Clock);

        foreach (var name in new[] { $"R-{run.Number}", $"{run.Number}", run.Id.ToString() })
        {
            var found = (await queries.FindAsync(name, Grants.All, CancellationToken.None)).ShouldNotBeNull();
            found.Run.Step.ShouldNotBeNull().Done.ShouldBe(3412);
            found.Run.Steps.ShouldBe(2);
            found.Run.Node.ShouldBe("node-1");
            found.FailureDetail.ShouldBe("POST /genomic-files → 503");
            found.Steps.Select(s => s.State).ShouldBe([StepState.Failed, StepState.Pending]);
            found.Attempts.Single().State.ShouldBe(RunState.Failed);
        }
    }
}
