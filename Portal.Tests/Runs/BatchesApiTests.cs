using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

public sealed class BatchesApiTests(TestDatabase database)
{
    private bool _fails = true;

    [Fact]
    public async Task Everything_that_matches_is_retried_and_the_batch_counts_what_comes_of_it()
    {
        await using var server = await StartAsync();
        var failed = await FailedAsync(server, "a", "b", "c");
        await FailedAsync(server, "other");
        using var client = await server.ClientAsync(Role.Curator);
        _fails = false;

        var accepted = await client.PostAsJsonAsync("/api/v1/runs/retry", new { filter = new { state = "Failed", q = "thing-" }, why = "it is back" });

        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var batch = (await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("batch");
        accepted.Headers.Location!.ToString().ShouldBe($"/api/v1/batches/{batch.GetProperty("id").GetString()}");
        batch.GetProperty("title").GetString().ShouldBe("failed runs about “thing-”");
        foreach (var run in failed)
        {
            (await server.UntilFinalAsync(run)).State.ShouldBe(RunState.Succeeded);
        }

        var number = batch.GetProperty("number").GetInt64();
        var ended = await client.GetFromJsonAsync<JsonElement>($"/api/v1/batches/B-{number}");
        ended.GetProperty("figures").GetProperty("done").GetInt32().ShouldBe(3);
        ended.GetProperty("figures").GetProperty("left").GetInt32().ShouldBe(0);
        (await client.GetFromJsonAsync<JsonElement>($"/api/v1/runs?batch=B-{number}")).GetProperty("items").GetArrayLength().ShouldBe(3);
        (await client.GetFromJsonAsync<JsonElement>("/api/v1/runs?state=Failed")).GetProperty("items").GetArrayLength().ShouldBe(1);
        (await client.GetFromJsonAsync<JsonElement>("/api/v1/batches")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Those_that_fail_again_are_listed_and_picked_ones_left_alone_have_a_reason()
    {
        await using var server = await StartAsync();
        var failed = (await FailedAsync(server, "a"))[0];
        _fails = false;
        var fine = (await SubmittedAsync(server, "b"))[0];
        await server.UntilFinalAsync(fine);
        using var client = await server.ClientAsync(Role.Curator);
        _fails = true;

        var accepted = await client.PostAsJsonAsync("/api/v1/runs/retry", new { ids = new[] { $"{failed}", $"{fine}" } });
        await server.UntilAsync(failed, r => r is { Attempt: 2, State: RunState.Failed });

        var batch = await client.GetFromJsonAsync<JsonElement>(accepted.Headers.Location);
        batch.GetProperty("figures").GetProperty("failed").GetInt32().ShouldBe(1);
        batch.GetProperty("worst")[0].GetProperty("id").GetString().ShouldBe($"{failed}");
        batch.GetProperty("skipped")[0].GetProperty("because").GetString().ShouldBe("it is succeeded by now");
    }

    [Theory]
    [InlineData("""{"filter": {"stat": "Failed"}}""", "filter-wrong")]
    [InlineData("""{"filter": {"state": "Sideways"}}""", "filter-wrong")]
    [InlineData("""{"filter": {"state": "Failed,Sideways"}}""", "filter-wrong")]
    [InlineData("""{"filter": {"since": "soon"}}""", "filter-wrong")]
    [InlineData("""{"why": "all of them"}""", "choice-missing")]
    [InlineData("""{"ids": [], "why": "none of them"}""", "choice-missing")]
    [InlineData("""{"ids": ["R-1"], "filter": {}}""", "choice-missing")]
    public async Task A_choice_that_is_not_understood_does_nothing(string body, string rule)
    {
        await using var server = await StartAsync();
        await FailedAsync(server, "a");
        using var client = await server.ClientAsync(Role.Curator);

        var refused = await client.PostAsync("/api/v1/runs/retry", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString().ShouldEndWith($"/{rule}");
        await using var db = server.Db();
        db.RunBatches.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_batch_is_there_for_who_sees_its_scope_or_made_it()
    {
        await using var server = await StartAsync();
        await FailedAsync(server, "a", "b");
        using var maker = await server.ClientAsync(Role.Curator);
        using var stranger = await server.ClientAsync(Role.Admin, "study:SD_2");
        using var viewer = await server.ClientAsync(Role.Viewer);

        var accepted = await maker.PostAsJsonAsync("/api/v1/runs/retry", new { filter = new { } });

        (await stranger.GetAsync(accepted.Headers.Location)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.PostAsync($"{accepted.Headers.Location}/stop", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetFromJsonAsync<JsonElement>("/api/v1/batches")).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await viewer.GetAsync(accepted.Headers.Location)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await viewer.PostAsJsonAsync("/api/v1/runs/cancel", new { filter = new { } })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await viewer.PostAsync($"{accepted.Headers.Location}/stop", null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task What_is_left_of_a_batch_can_be_stopped()
    {
        var started = false;
        var script = new Script().Step("work", async (_, token) =>
        {
            if (!Volatile.Read(ref started))
            {
                throw new StepFailedException("No.");
            }

            await Task.Delay(Timeout.Infinite, token);
            return StepResult.Done();
        });
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: script.Register(maxRunning: 1));
        var runs = await FailedAsync(server, "a", "b");
        using var client = await server.ClientAsync(Role.Curator);
        Volatile.Write(ref started, true);
        var retried = await client.PostAsJsonAsync("/api/v1/runs/retry", new { filter = new { } });

        var stopped = await client.PostAsJsonAsync($"{retried.Headers.Location}/stop", new { why = "wrong ones" });

        stopped.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        foreach (var run in runs)
        {
            (await server.UntilFinalAsync(run)).State.ShouldBe(RunState.Cancelled);
        }

        var batch = await client.GetFromJsonAsync<JsonElement>(retried.Headers.Location);
        batch.GetProperty("figures").GetProperty("cancelled").GetInt32().ShouldBe(2);
        batch.GetProperty("batch").GetProperty("cancelledBy").GetString().ShouldNotBeNull();
    }

    private async Task<PortalServer> StartAsync() => await PortalServer.StartAsync(await database.CreateAsync(), services: new Script().Step("work", _ =>
    {
        if (_fails)
        {
            throw new StepFailedException("No.");
        }
    }).Register());

    private static async Task<IReadOnlyList<Guid>> SubmittedAsync(PortalServer server, params string[] names)
    {
        List<Guid> runs = [];
        foreach (var name in names)
        {
            runs.Add((await server.Get<RunQueue>().SubmitAsync(Script.Request(name == "other" ? name : $"thing-{name}"), Actor.Portal, alongside: null, CancellationToken.None)).Id);
        }

        return runs;
    }

    private static async Task<IReadOnlyList<Guid>> FailedAsync(PortalServer server, params string[] names)
    {
        var runs = await SubmittedAsync(server, names);
        foreach (var run in runs)
        {
            (await server.UntilFinalAsync(run)).State.ShouldBe(RunState.Failed);
        }

        return runs;
    }
}
