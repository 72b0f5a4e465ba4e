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

    internal static object Run(string state, string? failure = null) => new
    {
        id = "0190-id", number = 48231, workflow = "gwo-check", subject = "manifest.tsv", state, warnings = 0, attempt = 1,
        createdAt = DateTimeOffset.UnixEpoch, failure, steps = Array.Empty<object>(),
    };

    internal sealed record Reason(string? Why);
}
