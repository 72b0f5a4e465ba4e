using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

/// <summary>Questions, outside events and due times, with every fallback an hour away.</summary>
public sealed class WaitingTests(TestDatabase database)
{
    private static readonly Actor Mara = Actor.Portal with { Name = "Mara Ellis" };

    private sealed record WhichSample
    {
        [Display(Name = "Sample"), AllowedValues("BS_1", "BS_2")]
        public required string Sample { get; init; }

        [Range(1, 9)]
        public int? Lanes { get; init; }
    }

    [Fact]
    public async Task A_question_is_shown_with_its_form_and_an_answer_on_a_web_node_lets_a_worker_go_on()
    {
        var connection = await database.CreateAsync();
        var script = new Script().Step("choose", AskAsync(deadline: null));
        await using var web = await PortalServer.StartAsync(connection, NoFallback.Settings, script.Register(), role: "web");
        await using var worker = await PortalServer.StartAsync(connection, NoFallback.Settings, script.Register(), role: "worker");
        var submitted = await web.Get<RunQueue>().SubmitAsync(Script.Request(), Mara, alongside: null, CancellationToken.None);

        var waiting = await web.UntilAsync(submitted.Id, r => r.State == RunState.Waiting);
        await web.Get<RunVerbs>().AnswerAsync(submitted.Id, Json("""{"sample": "BS_2", "lanes": "3"}"""), Mara, CancellationToken.None);
        var run = await web.UntilFinalAsync(submitted.Id);

        (waiting.WaitKind, waiting.WaitingFor).ShouldBe((WaitKind.Answer, "Which sample is meant?"));
        RunParameters.Read<Question>(waiting.Question.ShouldNotBeNull()).Form.Fields.Select(f => (f.Name, f.Label, f.Kind, f.Required))
            .ShouldBe([("sample", "Sample", FieldKind.Choice, true), ("lanes", "Lanes", FieldKind.Whole, false)]);
        (run.State, run.Outcome).ShouldBe((RunState.Succeeded, "BS_2 on 3"));
        (await web.EventsAsync(run.Id)).Select(e => e.Text).ShouldContain("Mara Ellis answered: Sample: BS_2 · Lanes: 3");
    }

    [Fact]
    public async Task An_answer_that_does_not_fit_the_form_is_refused_with_every_reason_and_changes_nothing()
    {
        var script = new Script().Step("choose", AskAsync(deadline: null));
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: script.Register());
        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Mara, alongside: null, CancellationToken.None);
        await server.UntilAsync(submitted.Id, r => r.State == RunState.Waiting);

        var refusal = await Should.ThrowAsync<RuleException>(() => server.Get<RunVerbs>().AnswerAsync(submitted.Id, Json("""{"sample": "BS_7", "lanes": 12, "colour": "red"}"""), Mara, CancellationToken.None));

        refusal.Rule.ShouldBe("answer-wrong");
        refusal.Message.ShouldBe("There is no field “colour”; known are “sample”, “lanes”. Sample must be one of: BS_1, BS_2. Lanes must be a whole number from 1 to 9.");
        (await server.UntilAsync(submitted.Id, _ => true)).Question.ShouldNotBeNull();
    }

    [Fact]
    public async Task Nobody_answering_in_time_fails_the_step_and_a_retry_asks_again()
    {
        var deadline = DateTimeOffset.UtcNow.AddMilliseconds(300);
        var script = new Script().Step("choose", (context, token) => AskAsync(context.Attempt == 1 ? deadline : null)(context, token));
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), NoFallback.Settings, script.Register());
        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Mara, alongside: null, CancellationToken.None);

        var silent = await server.UntilFinalAsync(submitted.Id);
        var steps = await server.StepsAsync(submitted.Id);
        await server.Get<RunVerbs>().RetryAsync(submitted.Id, fromStep: null, why: null, Mara, CancellationToken.None);
        var asked = await server.UntilAsync(submitted.Id, r => r.State == RunState.Waiting);
        await server.Get<RunVerbs>().AnswerAsync(submitted.Id, Json("""{"sample": "BS_1"}"""), Mara, CancellationToken.None);
        var run = await server.UntilFinalAsync(submitted.Id);

        (silent.State, silent.Failure, silent.EndedAt >= deadline).ShouldBe((RunState.Failed, "Nobody answered “Which sample is meant?” in time. Retry to be asked again.", true));
        steps[0].State.ShouldBe(StepState.Failed);
        asked.Question.ShouldNotBeNull();
        (run.State, run.Attempt, run.Outcome).ShouldBe((RunState.Succeeded, 2, "BS_1 on "));
    }

    [Fact]
    public async Task A_step_that_can_do_without_an_answer_goes_on_after_the_deadline()
    {
        var asked = false;
        var script = new Script().Step("choose", (_, _) => Task.FromResult(asked
            ? StepResult.Done("without")
            : StepResult.Ask<WhichSample>("which", "Which sample is meant?", DateTimeOffset.UtcNow.AddMilliseconds(200), elseGoOn: asked = true)));
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), NoFallback.Settings, script.Register());

        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Mara, alongside: null, CancellationToken.None);

        (await server.UntilFinalAsync(submitted.Id)).Outcome.ShouldBe("without");
    }

    [Fact]
    public async Task Only_a_curator_of_the_scope_may_answer()
    {
        var script = new Script().Step("choose", AskAsync(deadline: null));
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: script.Register());
        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(scope: "study:SD_1"), Mara, alongside: null, CancellationToken.None);
        await server.UntilAsync(submitted.Id, r => r.State == RunState.Waiting);
        var viewer = await server.ActorAsync(Role.Viewer, "study:SD_1");
        var stranger = await server.ActorAsync(Role.Admin, "study:SD_2");

        await Should.ThrowAsync<NotAllowedException>(() => server.Get<RunVerbs>().AnswerAsync(submitted.Id, Json("""{"sample": "BS_1"}"""), viewer, CancellationToken.None));
        await Should.ThrowAsync<NotFoundException>(() => server.Get<RunVerbs>().AnswerAsync(submitted.Id, Json("""{"sample": "BS_1"}"""), stranger, CancellationToken.None));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_outside_tells_lets_the_run_go_on_whether_it_came_before_or_after(bool before)
    {
        var connection = await database.CreateAsync();
        var script = new Script().Step("await-worker", async (context, token) => await context.OutsideEventAsync<WorkerReady>("worker:7:ready", token) is { } ready
            ? StepResult.Done($"at {ready.Address}")
            : StepResult.WaitForEvent("worker:7:ready", "worker 7 to be ready", DateTimeOffset.UtcNow.AddHours(1)));
        await using var web = await PortalServer.StartAsync(connection, NoFallback.Settings, script.Register(), role: "web");
        await using var worker = await PortalServer.StartAsync(connection, NoFallback.Settings, script.Register(), role: "worker");
        var events = web.Get<OutsideEvents>();
        if (before)
        {
            (await events.TellAsync("worker:7:ready", Json("""{"address": "10.0.0.7"}"""), CancellationToken.None)).ShouldBeTrue();
        }

        var submitted = await web.Get<RunQueue>().SubmitAsync(Script.Request(), Mara, alongside: null, CancellationToken.None);
        if (!before)
        {
            await web.UntilAsync(submitted.Id, r => r.State == RunState.Waiting);
            await events.TellAsync("worker:7:ready", Json("""{"address": "10.0.0.7"}"""), CancellationToken.None);
        }

        (await web.UntilFinalAsync(submitted.Id)).Outcome.ShouldBe("at 10.0.0.7");
        (await events.TellAsync("worker:7:ready", Json("""{"address": "elsewhere"}"""), CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_run_with_a_due_time_stays_queued_until_then_and_then_starts_by_itself()
    {
        var script = new Script().Step("work");
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), NoFallback.Settings, script.Register());
        var due = DateTimeOffset.UtcNow.AddMilliseconds(400);

        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request() with { DueAt = due }, Mara, alongside: null, CancellationToken.None);
        var run = await server.UntilFinalAsync(submitted.Id);

        run.StartedAt.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(due.AddMilliseconds(-1));
    }

    private static Func<StepContext, CancellationToken, Task<StepResult>> AskAsync(DateTimeOffset? deadline) => async (context, token) =>
        await context.AnswerAsync<WhichSample>("which", token) is { } answer
            ? StepResult.Done($"{answer.Sample} on {answer.Lanes}")
            : StepResult.Ask<WhichSample>("which", "Which sample is meant?", deadline);

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private sealed record WorkerReady(string Address);
}
