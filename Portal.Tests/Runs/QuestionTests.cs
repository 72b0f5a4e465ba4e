using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bunit;
using Microsoft.AspNetCore.Components;
using Portal.Common;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;
using Portal.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

public sealed class QuestionTests(TestDatabase database)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 17, 14, 0, 0, TimeSpan.Zero);
    private static readonly RunRow Asking = RunWordsTests.Run(RunState.Waiting) with { WaitKind = WaitKind.Answer, Asks = true, WaitingFor = "Which sample?", WaitingUntil = Now.AddMinutes(23) };

    [Fact]
    public async Task A_question_is_shown_with_its_form_refused_field_by_field_answered_and_kept()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: AskingScript().Register());
        var run = await AskedAsync(server, "study:SD_1");
        using var client = await server.ClientAsync(Role.Curator, "study:SD_1");
        using var viewer = await server.ClientAsync(Role.Viewer, "study:SD_1");
        using var stranger = await server.ClientAsync(Role.Admin, "study:SD_2");

        var shown = await client.GetFromJsonAsync<JsonElement>($"/api/v1/runs/R-{run.Number}");
        shown.GetProperty("asks").GetBoolean().ShouldBeTrue();
        shown.GetProperty("question").GetProperty("text").GetString().ShouldBe("Which sample?");
        shown.GetProperty("question").GetProperty("form").GetProperty("fields")[0].GetProperty("name").GetString().ShouldBe("sample");
        (await client.GetFromJsonAsync<JsonElement>("/api/v1/runs?attention=1")).GetProperty("items").GetArrayLength().ShouldBe(1);

        (await stranger.PostAsJsonAsync($"/api/v1/runs/{run.Id}/answer", new { sample = "BS_1" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await viewer.PostAsJsonAsync($"/api/v1/runs/{run.Id}/answer", new { sample = "BS_1" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var refused = await client.PostAsJsonAsync($"/api/v1/runs/{run.Id}/answer", new { copies = 12, other = 1 });
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("type").GetString().ShouldEndWith("/answer-wrong");
        problem.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order().ShouldBe(["copies", "other", "sample"]);
        problem.GetProperty("errors").GetProperty("copies")[0].GetString().ShouldBe("Copies must be a whole number from 1 to 9.");

        (await client.PostAsJsonAsync($"/api/v1/runs/{run.Id}/answer", new { sample = "BS_1", copies = 2 })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await server.UntilFinalAsync(run.Id)).Outcome.ShouldBe("2 of BS_1");
        var ended = await client.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{run.Id}");
        ended.GetProperty("question").ValueKind.ShouldBe(JsonValueKind.Null);
        ended.GetProperty("answers")[0].GetProperty("answer").GetString()!.ShouldContain("BS_1");
        (await client.PostAsJsonAsync($"/api/v1/runs/{run.Id}/answer", new { sample = "BS_1" })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task The_panel_says_who_is_asked_and_until_when_and_keeps_what_is_typed()
    {
        await using var context = Context();
        const string Refusal = "One field needs another look.";
        FormValues? given = null;
        var panel = context.Render<QuestionPanel>(p => p.Add(q => q.Run, Asking).Add(q => q.Question, Question("Which sample?")).Add(q => q.MayAct, true)
            .Add(q => q.Answer, values => { given = values; return Task.FromResult<string?>(Refusal); }));

        panel.Find("h2").TextContent.ShouldBe("Which sample?");
        panel.Find(".who").TextContent.ShouldContain("every curator of the whole portal may answer");
        panel.Find("time").TextContent.ShouldBe("Answer by 14:23, in 23 min; after that it fails.");
        panel.Find("#answer-sample").Change("BS_1");
        panel.Render(p => p.Add(q => q.Run, Asking with { Warnings = 3 }));
        panel.Find("form").Submit();

        given!["sample"].ShouldBe("BS_1");
        panel.Find("[role=alert]").TextContent.ShouldContain("needs another look");
        panel.Find("#answer-sample").GetAttribute("value").ShouldBe("BS_1");

        panel.Render(p => p.Add(q => q.Run, Asking with { WaitingUntil = null }).Add(q => q.Question, Question("And which plate?")));
        panel.Find("#answer-sample").GetAttribute("value").ShouldBe("");
        panel.Find(".who").TextContent.ShouldContain("may answer. There is no deadline.");
    }

    [Fact]
    public async Task Who_may_not_answer_sees_the_question_without_a_form()
    {
        await using var context = Context();

        var panel = context.Render<QuestionPanel>(p => p.Add(q => q.Run, Asking).Add(q => q.Question, Question("Which sample?")).Add(q => q.Answer, _ => Task.FromResult<string?>(null)));

        panel.FindAll("form").ShouldBeEmpty();
        panel.Markup.ShouldContain("you need the role Curator");
    }

    [Theory]
    [InlineData(WaitKind.Time, "Waits for the folder. It goes on at 14:23, in 23 min.")]
    [InlineData(WaitKind.Event, "Waits to be told from outside: the folder. It looks again at 14:23 at the latest, in 23 min.")]
    [InlineData(WaitKind.Runs, "Waits for the runs it submitted: the folder. It looks again at 14:23 at the latest, in 23 min.")]
    [InlineData(WaitKind.Answer, "Answered; goes on in a moment: the folder.")]
    public void Each_way_to_wait_has_its_words(WaitKind kind, string sentence)
    {
        var run = Asking with { WaitKind = kind, Asks = false, WaitingFor = "the folder" };

        WaitingWords.Sentence(run, new PageClock(new FakeClock(Now), "Etc/UTC")).ShouldBe(sentence);
    }

    [Fact]
    public void A_list_says_what_is_asked() => RunWords.Why(Asking).ShouldBe("Asks: Which sample?");

    private static BunitContext Context()
    {
        var context = new BunitContext();
        context.RenderTree.Add<CascadingValue<PageClock>>(p => p.Add(c => c.Value, new PageClock(new FakeClock(Now), "Etc/UTC")));
        return context;
    }

    private static Question Question(string text) => new(text, Help: null, Form.Of(typeof(Pick)), ElseGoOn: false);

    private static Script AskingScript() => new Script().Step("choose", async (context, token) =>
        await context.AnswerAsync<Pick>("which", token) is { } answer ? StepResult.Done($"{answer.Copies} of {answer.Sample}") : StepResult.Ask<Pick>("which", "Which sample?"));

    private static async Task<SubmittedRun> AskedAsync(PortalServer server, string scope)
    {
        var run = await server.Get<RunQueue>().SubmitAsync(Script.Request(scope: scope), Actor.Portal, alongside: null, CancellationToken.None);
        await server.UntilAsync(run.Id, r => r.Question is not null);
        return run;
    }

    private sealed record Pick
    {
        public required string Sample { get; init; }

        [Range(1, 9)]
        public int? Copies { get; init; }
    }
}
