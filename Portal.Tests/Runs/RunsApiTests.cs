using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

public sealed class RunsApiTests(TestDatabase database)
{
    [Fact]
    public async Task Without_a_key_the_api_says_so_and_never_redirects()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        using var client = server.Anonymous();

        var reply = await client.GetAsync("/api/v1/runs");

        reply.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        reply.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString().ShouldEndWith("/unauthorized");
    }

    [Fact]
    public async Task A_run_is_read_by_id_number_or_name_with_its_steps_and_lines()
    {
        var script = new Script().Step("read", c => c.Note("opened"));
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: script.Register());
        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request("one"), Actor.Portal, alongside: null, CancellationToken.None);
        await server.UntilFinalAsync(submitted.Id);
        using var client = await server.ClientAsync(Role.Viewer);

        foreach (var name in new[] { $"{submitted.Id}", $"{submitted.Number}", $"R-{submitted.Number}" })
        {
            var run = await client.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{name}");
            run.GetProperty("state").GetString().ShouldBe("Succeeded");
            run.GetProperty("steps")[0].GetProperty("state").GetString().ShouldBe("Succeeded");
        }

        var lines = await client.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{submitted.Id}/events?after=3");
        lines.GetProperty("items")[0].GetProperty("text").GetString().ShouldBe("opened");
        (await client.GetStringAsync($"/api/v1/runs/{submitted.Id}/log")).ShouldContain("\tInfo\tread\topened");
    }

    [Fact]
    public async Task What_one_may_not_see_is_not_found_and_not_listed()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: new Script().Step("a").Register());
        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(scope: "study:SD_1"), Actor.Portal, alongside: null, CancellationToken.None);
        using var stranger = await server.ClientAsync(Role.Admin, "study:SD_2");
        using var viewer = await server.ClientAsync(Role.Viewer, "study:SD_1");

        (await stranger.GetAsync($"/api/v1/runs/{submitted.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.PostAsync($"/api/v1/runs/{submitted.Id}/cancel", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetFromJsonAsync<JsonElement>("/api/v1/runs")).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await viewer.GetFromJsonAsync<JsonElement>("/api/v1/runs")).GetProperty("items").GetArrayLength().ShouldBe(1);
        (await viewer.PostAsync($"/api/v1/runs/{submitted.Id}/retry", null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_failed_run_is_retried_and_a_succeeded_one_refuses_with_a_stable_type()
    {
        var fail = true;
        var script = new Script().Step("a", _ =>
        {
            if (fail)
            {
                throw new StepFailedException("No.");
            }
        });
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: script.Register());
        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None);
        await server.UntilFinalAsync(submitted.Id);
        using var client = await server.ClientAsync(Role.Curator);

        fail = false;
        var accepted = await client.PostAsJsonAsync($"/api/v1/runs/{submitted.Id}/retry", new { why = "again" });
        (await server.UntilFinalAsync(submitted.Id)).State.ShouldBe(RunState.Succeeded);
        var refused = await client.PostAsync($"/api/v1/runs/{submitted.Id}/retry", null);

        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString().ShouldEndWith("/not-retryable");
    }

    [Fact]
    public async Task A_file_that_is_gone_from_the_store_is_not_found_in_words()
    {
        var script = new Script().Step("report", async (context, token) =>
        {
            await context.AttachAsync("report.txt", "Report", "text/plain", (stream, t) => stream.WriteAsync("done"u8.ToArray(), t).AsTask(), token);
            return StepResult.Done();
        });
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: script.Register());
        var run = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None);
        await server.UntilFinalAsync(run.Id);
        using var client = await server.ClientAsync(Role.Viewer);
        await using var db = server.Db();
        var artifact = db.RunArtifacts.Single();
        (await client.GetStringAsync($"/api/v1/runs/{run.Id}/artifacts/{artifact.Id}")).ShouldBe("done");

        await server.Get<IFileStore>().DeleteAsync(artifact.StorageKey, CancellationToken.None);

        var gone = await client.GetAsync($"/api/v1/runs/{run.Id}/artifacts/{artifact.Id}");
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await gone.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("title").GetString()!.ShouldContain("“report.txt” of R-1 is no longer in the file store");
    }

    [Fact]
    public async Task A_line_with_an_apostrophe_and_one_of_a_million_letters_are_kept_as_they_are()
    {
        string[] said = ["Anaplasma d'Orléans: it's \"here\"; DROP TABLE run_event; --", new string('x', 1_000_000)];
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: new Script().Step("speak", c => said.ToList().ForEach(c.Note)).Register());
        var run = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None);

        (await server.UntilFinalAsync(run.Id)).State.ShouldBe(RunState.Succeeded);

        (await server.EventsAsync(run.Id)).Select(e => e.Text).Where(t => t.StartsWith("Anaplasma") || t[0] == 'x').ShouldBe(said);
        using var client = await server.ClientAsync(Role.Viewer);
        (await client.GetStringAsync($"/api/v1/runs/{run.Id}/log")).ShouldContain(said[1]);
    }

    [Fact]
    public async Task A_revoked_key_is_refused()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        using var client = await server.ClientAsync();
        (await client.GetAsync("/api/v1/runs")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await using (var db = server.Db())
        {
            db.ApiKeys.Single().RevokedAt = DateTimeOffset.UtcNow;
            await db.SaveChangesAsync();
        }

        (await client.GetAsync("/api/v1/runs")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
