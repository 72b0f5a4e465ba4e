using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Portal.CommandLine;
using Shouldly;
using Xunit;

namespace Portal.Tests.CommandLine;

public sealed class RunVerbsTests
{
    [Fact]
    public async Task The_list_asks_with_its_filters_and_prints_a_line_per_run()
    {
        await using var portal = await FakePortal.StartAsync(app => app.MapGet(
            "/api/v1/runs", () => new { items = new[] { Run("Failed", failure: "The bucket is gone.") }, next = (string?)null }));

        (await portal.RunAsync("runs", "list", "--state", "Failed", "--workflow", "gwo-check")).ShouldBe(0);

        portal.Requests.ShouldBe(["GET /api/v1/runs?limit=50&state=Failed&workflow=gwo-check"]);
        portal.Out.ShouldContain("R-48231");
        portal.Out.ShouldContain("The bucket is gone.");
    }

    [Fact]
    public async Task Json_is_the_portals_own_unchanged()
    {
        const string odd = """{ "items":[ ],   "next":null, "extra": 1.50 }""";
        await using var portal = await FakePortal.StartAsync(app => app.MapGet("/api/v1/runs", () => Results.Text(odd, "application/json")));

        await portal.RunAsync("runs", "list", "--json");

        portal.Out.TrimEnd().ShouldBe(odd);
    }

    [Theory]
    [InlineData("Succeeded", 0)]
    [InlineData("Failed", 1)]
    [InlineData("Cancelled", 1)]
    public async Task Watching_ends_with_the_run_and_exits_as_it_ended(string end, int code)
    {
        var asked = 0;
        await using var portal = await FakePortal.StartAsync(app =>
        {
            app.MapGet("/api/v1/runs/R-48231", () => Run("Queued"));
            app.MapGet("/api/v1/runs/0190-id", () => Run(++asked < 3 ? "Running" : end, failure: end == "Failed" ? "The bucket is gone." : null));
            app.MapGet("/api/v1/runs/0190-id/events", (long after) => new
            {
                items = after < asked ? new[] { new { seq = asked, at = DateTimeOffset.UnixEpoch, level = "Info", step = "read", text = $"line {asked}" } } : [],
                next = (long?)null,
            });
        });

        (await portal.RunAsync("runs", "watch", "R-48231")).ShouldBe(code);

        foreach (var line in (string[])["line 1", "line 2", "line 3"])
        {
            portal.Error.Split(line).Length.ShouldBe(2, $"{line} is printed once");
        }
        portal.Out.ShouldContain(end == "Failed" ? "failed: The bucket is gone." : end.ToLowerInvariant());
    }

    [Fact]
    public async Task A_run_nobody_knows_is_a_problem_in_the_portals_words()
    {
        await using var portal = await FakePortal.StartAsync(app => app.MapGet("/api/v1/runs/{id}", () => Results.Problem(
            title: "There is no such run.", detail: "Nothing with the number 7 is visible to this key.", statusCode: 404)));

        (await portal.RunAsync("runs", "watch", "7")).ShouldBe(1);

        portal.Error.ShouldContain("There is no such run.");
        portal.Error.ShouldContain("Nothing with the number 7");
    }

    [Fact]
    public async Task Retry_and_cancel_pass_the_reason_on()
    {
        List<string?> reasons = [];
        await using var portal = await FakePortal.StartAsync(app =>
        {
            app.MapPost("/api/v1/runs/{id}/retry", (Reason reason) => { reasons.Add(reason.Why); return Results.Accepted(value: Run("Queued")); });
            app.MapPost("/api/v1/runs/{id}/cancel", (Reason reason) => { reasons.Add(reason.Why); return Results.Accepted(value: Run("Running")); });
        });

        (await portal.RunAsync("runs", "retry", "48231")).ShouldBe(0);
        (await portal.RunAsync("runs", "cancel", "48231", "--why", "wrong study")).ShouldBe(0);

        reasons.ShouldBe([null, "wrong study"]);
        portal.Requests.ShouldBe(["POST /api/v1/runs/48231/retry", "POST /api/v1/runs/48231/cancel"]);
    }

    [Theory]
    [InlineData(50L, 200L, 12.0, "R-48231  [######------------------] 25 %  Load files  50 of 200 files  12/s")]
    [InlineData(18204L, null, null, "R-48231  Load files  18,204 files so far")]
    [InlineData(null, null, null, "R-48231  Load files")]
    public void The_progress_line_never_invents_a_share(long? done, long? total, double? rate, string line)
    {
        var run = new ApiRun("0190-id", 48231, "gwo-apply", null, "Running", 0, 1, null, null, null,
            [new ApiStep("load", "Load files", "Running", done, total, "files", rate, null), new ApiStep("verify", "Verify", "Pending", null, null, null, null, null)]);

        ProgressLine.Text(run).ShouldBe(line);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    public async Task Retrying_all_sends_the_filter_and_follows_the_batch_to_its_end(int failed, int code)
    {
        var asked = 0;
        string? body = null;
        await using var portal = await FakePortal.StartAsync(app =>
        {
            app.MapPost("/api/v1/runs/retry", async (HttpRequest request) => { body = await new StreamReader(request.Body).ReadToEndAsync(); return Results.Accepted(value: Batch(left: 3, failed: 0)); });
            app.MapGet("/api/v1/batches/0190-batch", () => ++asked < 2 ? Batch(left: 1, failed) : Batch(left: 0, failed));
        });

        (await portal.RunAsync("runs", "retry", "--all", "--state", "failed", "--workflow", "gwo-check", "--why", "it is back")).ShouldBe(code);

        body.ShouldBe("""{"filter":{"state":"Failed","workflow":"gwo-check"},"why":"it is back"}""");
        portal.Error.ShouldContain("B-17 took on 3 runs and left 2 alone: failed runs");
        portal.Out.ShouldContain("Batch B-17 has ended");
        asked.ShouldBe(2);
    }

    [Fact]
    public async Task A_batch_need_not_be_waited_for()
    {
        await using var portal = await FakePortal.StartAsync(app => app.MapPost("/api/v1/runs/cancel", () => Results.Accepted(value: Batch(left: 3, failed: 0))));

        (await portal.RunAsync("runs", "cancel", "--all", "--why", "wrong ones", "--no-wait")).ShouldBe(0);

        portal.Out.ShouldContain("Batch B-17 is under way: 3 of 3 runs are left.");
    }

    [Fact]
    public async Task What_a_run_asks_is_shown_and_answered()
    {
        string? body = null;
        await using var portal = await FakePortal.StartAsync(app =>
        {
            app.MapGet("/api/v1/runs/R-48231", () => new
            {
                id = "0190-id", number = 48231, workflow = "demo", subject = "thing", state = "Waiting", warnings = 0, attempt = 1, asks = true, waitingFor = "Which sample?",
                question = new { text = "Which sample?", form = new { fields = new[] { new { name = "sample", label = "Sample", kind = "Choice", required = true, choices = new[] { "BS_1", "BS_2" } } } } },
            });
            app.MapPost("/api/v1/runs/R-48231/answer", async (HttpRequest request) => { body = await new StreamReader(request.Body).ReadToEndAsync(); return Results.Accepted(value: Run("Waiting")); });
        });

        (await portal.RunAsync("runs", "show", "R-48231")).ShouldBe(0);
        (await portal.RunAsync("runs", "answer", "R-48231", "sample=BS_1", "remark=a=b")).ShouldBe(0);

        portal.Out.ShouldContain("Asks: Which sample?");
        portal.Out.ShouldContain("sample=Choice (BS_1, BS_2)");
        body.ShouldBe("""{"sample":"BS_1","remark":"a=b"}""");
    }

    [Fact]
    public async Task Running_again_changes_only_what_is_named_and_starting_sends_the_form()
    {
        List<string> bodies = [];
        await using var portal = await FakePortal.StartAsync(app =>
        {
            app.MapGet("/api/v1/runs/R-48231", () => new { id = "0190-id", number = 48231, workflow = "demo", subject = "thing", state = "Failed", warnings = 0, attempt = 1, parameters = new { count = 5, ask = true } });
            app.MapPost("/api/v1/runs/R-48231/again", async (HttpRequest request) => { bodies.Add(await new StreamReader(request.Body).ReadToEndAsync()); return Results.Accepted(value: Run("Queued")); });
            app.MapPost("/api/v1/runs", async (HttpRequest request) => { bodies.Add(await new StreamReader(request.Body).ReadToEndAsync()); return Results.Accepted(value: Run("Queued")); });
        });

        (await portal.RunAsync("runs", "again", "R-48231", "count=9")).ShouldBe(0);
        (await portal.RunAsync("runs", "again", "R-48231")).ShouldBe(0);
        (await portal.RunAsync("runs", "start", "demo", "count=9", "--subject", "Tile 4")).ShouldBe(0);

        bodies.ShouldBe(
        [
            """{"parameters":{"count":"9","ask":true}}""", "{}",
            """{"workflow":"demo","parameters":{"count":"9"},"subject":"Tile 4","scope":null,"dueAt":null,"priority":null}""",
        ]);
    }

    internal static object Batch(int left, int failed) => new
    {
        batch = new { id = "0190-batch", number = 17, kind = "Retry", title = "failed runs", taken = 3, skipped = 2 },
        figures = new { done = 3 - left - failed, failed, cancelled = 0, left, rate = (double?)null },
    };

    internal static object Run(string state, string? failure = null) => new
    {
        id = "0190-id", number = 48231, workflow = "gwo-check", subject = "manifest.tsv", state, warnings = 0, attempt = 1,
        createdAt = DateTimeOffset.UnixEpoch, failure, steps = Array.Empty<object>(),
    };

    internal sealed record Reason(string? Why);
}
