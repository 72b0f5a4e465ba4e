using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Sandbox.Faults;
using Shouldly;
using Xunit;

namespace Portal.Tests.Sandbox;

public sealed class FaultTests
{
    [Fact]
    public async Task An_error_hits_as_often_as_it_was_told_and_only_what_it_matches()
    {
        await using var caller = await SandboxCaller.StartAsync();
        caller.Host.Faults.Add(new() { Kind = FaultKind.Error, Status = 500, Method = "GET", Path = "/genomic-files*", Times = 2 });

        (await StatusAsync(caller, "/participants")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(caller, "/genomic-files")).ShouldBe(HttpStatusCode.InternalServerError);
        (await StatusAsync(caller, "/genomic-files/GF_0000000A")).ShouldBe(HttpStatusCode.InternalServerError);
        (await StatusAsync(caller, "/genomic-files")).ShouldBe(HttpStatusCode.OK);
        caller.Host.Faults.Active.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_error_can_wait_for_the_tenth_write()
    {
        await using var caller = await SandboxCaller.StartAsync();
        caller.Host.Faults.Add(new() { Kind = FaultKind.Error, Method = "WRITE", AfterWrites = 2 });

        await caller.PostFileAsync("one");
        (await StatusAsync(caller, "/genomic-files")).ShouldBe(HttpStatusCode.OK);
        await caller.PostFileAsync("two");
        (await caller.PostAsync("/genomic-files", SandboxCaller.File("three"))).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await StatusAsync(caller, "/genomic-files")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Commit_then_error_stores_the_row_and_answers_502()
    {
        await using var caller = await SandboxCaller.StartAsync();
        caller.Host.Faults.Add(new() { Kind = FaultKind.CommitThenError, Method = "POST", Times = 1 });

        using var response = await caller.Http.PostAsJsonAsync("/genomic-files", SandboxCaller.File("stored"));

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        caller.Host.DataService.Tables["genomic-files"].FindBy("external_id", "stored")!.Count.ShouldBe(1);
    }

    [Fact]
    public async Task One_row_is_refused_and_the_others_are_not()
    {
        await using var caller = await SandboxCaller.StartAsync();
        caller.Host.Faults.Add(new() { Kind = FaultKind.Refuse, ExternalId = "bad", Message = "not this one" });

        await caller.PostFileAsync("good");
        var (status, body) = await caller.PostAsync("/genomic-files", SandboxCaller.File("bad"));

        status.ShouldBe(HttpStatusCode.BadRequest);
        SandboxCaller.MessageOf(body).ShouldBe("not this one");
    }

    [Fact]
    public async Task A_request_that_hangs_ends_with_the_patience_of_the_client_and_stores_nothing()
    {
        await using var caller = await SandboxCaller.StartAsync();
        caller.Host.Faults.Add(new() { Kind = FaultKind.Timeout, Method = "POST" });
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Should.ThrowAsync<OperationCanceledException>(caller.Http.PostAsJsonAsync("/genomic-files", SandboxCaller.File("lost"), patience.Token));

        caller.Host.DataService.Rows("genomic-files").ShouldBeEmpty();
    }

    [Fact]
    public async Task Too_many_requests_say_when_to_come_back()
    {
        await using var caller = await SandboxCaller.StartAsync();
        caller.Host.Faults.Add(new() { Kind = FaultKind.Throttle, RetryAfterSeconds = 3, Times = 1 });

        using var response = await caller.Http.GetAsync("/participants");

        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_malformed_answer_is_no_JSON()
    {
        await using var caller = await SandboxCaller.StartAsync();
        caller.Host.Faults.Add(new() { Kind = FaultKind.Malformed, Times = 1 });

        var text = await caller.Http.GetStringAsync("/participants");

        Should.Throw<JsonException>(() => JsonDocument.Parse(text));
    }

    [Fact]
    public async Task Slowness_and_an_error_come_together()
    {
        await using var caller = await SandboxCaller.StartAsync();
        caller.Host.Faults.Add(new() { Kind = FaultKind.Delay, DelayMilliseconds = 60 });
        caller.Host.Faults.Add(new() { Kind = FaultKind.Error, Status = 504 });

        (await StatusAsync(caller, "/participants")).ShouldBe(HttpStatusCode.GatewayTimeout);

        caller.Host.Requests.All[^1].Milliseconds.ShouldBeGreaterThan(50);
    }

    [Fact]
    public async Task Faults_and_requests_are_worked_over_HTTP_too()
    {
        await using var caller = await SandboxCaller.StartAsync();

        (await caller.Http.PostAsJsonAsync("/_sandbox/faults", new { kind = "Error", status = 500, times = 1 })).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await StatusAsync(caller, "/participants")).ShouldBe(HttpStatusCode.InternalServerError);
        var requests = await caller.GetAsync("/_sandbox/requests");
        requests["requests"]![0]!["path"]!.ToString().ShouldBe("/participants");
        requests["requests"]![0]!["status"]!.GetValue<int>().ShouldBe(500);
        (await caller.Http.PostAsJsonAsync("/_sandbox/faults", new { kind = "Eror" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await caller.Http.DeleteAsync("/_sandbox/requests");
        caller.Host.Requests.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_page_switches_faults_by_plain_forms()
    {
        await using var caller = await SandboxCaller.StartAsync(new() { Seed = Portal.Sandbox.SandboxSeed.Demo });

        var form = new FormUrlEncodedContent([new("kind", "Error"), new("method", "WRITE"), new("afterWrites", "10"), new("times", "")]);
        var page = await (await caller.Http.PostAsync("/_sandbox/faults", form)).Content.ReadAsStringAsync();

        page.ShouldContain("Sandbox: the outside world of this demo");
        page.ShouldContain("Error (data-service), WRITE, after 10 writes");
        page.ShouldContain("gwo-mistakes.tsv");
        await caller.Http.PostAsync("/_sandbox/faults/clear", null);
        caller.Host.Faults.Active.ShouldBeEmpty();
    }

    private static async Task<HttpStatusCode> StatusAsync(SandboxCaller caller, string path)
    {
        using var response = await caller.Http.GetAsync(path);
        return response.StatusCode;
    }
}
