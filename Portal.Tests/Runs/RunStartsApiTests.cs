using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

public sealed class RunStartsApiTests(TestDatabase database)
{
    [Fact]
    public async Task A_workflow_says_its_form_and_is_started_by_hand_with_it()
    {
        await using var server = await StartAsync();
        using var client = await server.ClientAsync(Role.Curator, "study:SD_1");

        var workflow = (await client.GetFromJsonAsync<JsonElement>("/api/v1/workflows")).GetProperty("items").EnumerateArray().Single(w => w.GetProperty("name").GetString() == Script.Workflow);
        workflow.GetProperty("startedByHand").GetBoolean().ShouldBeTrue();
        workflow.GetProperty("form").GetProperty("fields")[0].GetProperty("name").GetString().ShouldBe("copies");

        var wrong = await client.PostAsJsonAsync("/api/v1/runs", new { workflow = Script.Workflow, parameters = new { copies = 99 } });
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await wrong.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").GetProperty("copies")[0].GetString().ShouldBe("Copies must be a whole number from 1 to 9.");

        var accepted = await client.PostAsJsonAsync("/api/v1/runs", new { workflow = Script.Workflow, subject = "Tile 4", parameters = new { copies = 2 }, priority = 5 });
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var run = await server.UntilFinalAsync(Guid.Parse((await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!));
        (run.Outcome, run.Subject, run.Scope, run.Priority).ShouldBe(("2 copies", "Tile 4", "study:SD_1", 5));
    }

    [Fact]
    public async Task What_cannot_be_started_here_is_refused_in_words()
    {
        await using var server = await StartAsync();
        using var curator = await server.ClientAsync(Role.Curator);
        using var viewer = await server.ClientAsync(Role.Viewer);

        (await curator.PostAsJsonAsync("/api/v1/runs", new { workflow = "gwo-manifest-check" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await curator.PostAsJsonAsync("/api/v1/runs", new { })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await curator.PostAsJsonAsync("/api/v1/runs", new { workflow = Script.Workflow, parameters = new { copies = 1 }, dueAt = "soon" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await viewer.PostAsJsonAsync("/api/v1/runs", new { workflow = Script.Workflow, parameters = new { copies = 1 } })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_run_is_run_again_with_other_parameters_and_the_two_know_each_other()
    {
        await using var server = await StartAsync();
        using var client = await server.ClientAsync(Role.Curator);
        var first = await server.Get<RunQueue>().SubmitAsync(Script.Request() with { Parameters = """{"copies":1}""" }, Actor.Portal, alongside: null, CancellationToken.None);
        await server.UntilFinalAsync(first.Id);

        var accepted = await client.PostAsJsonAsync($"/api/v1/runs/R-{first.Number}/again", new { parameters = new { copies = 3 } });

        var second = await accepted.Content.ReadFromJsonAsync<JsonElement>();
        (await server.UntilFinalAsync(Guid.Parse(second.GetProperty("id").GetString()!))).Outcome.ShouldBe("3 copies");
        (await client.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{second.GetProperty("id").GetString()}")).GetProperty("origin").GetInt64().ShouldBe(first.Number);
        var old = (await server.Get<Portal.Runs.RunQueries>().FindAsync($"R-{first.Number}", Grants.All, CancellationToken.None)).ShouldNotBeNull();
        old.Again.ShouldBe([second.GetProperty("number").GetInt64()]);
        (await client.PostAsJsonAsync($"/api/v1/runs/R-{first.Number}/again", new { parameters = new { copies = 0 } })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    private async Task<PortalServer> StartAsync() => await PortalServer.StartAsync(await database.CreateAsync(), services:
        new Script { Parameters = typeof(Wish), StartedByHand = true }.Step("copy", (context, _) => Task.FromResult(StepResult.Done($"{context.Parameters<Wish>().Copies} copies"))).Register());

    private sealed record Wish
    {
        [Range(1, 9)]
        public required int Copies { get; init; }
    }
}
