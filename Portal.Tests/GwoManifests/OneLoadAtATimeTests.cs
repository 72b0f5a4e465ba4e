using System.Net.Http.Json;
using System.Text.Json;
using Portal.Domain.Runs;
using Portal.Sandbox.Faults;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

/// <summary>Of one study one load or roll-back at a time; the next waits and says for what.</summary>
public sealed class OneLoadAtATimeTests(TestDatabase database)
{
    [Fact]
    public async Task A_second_load_of_the_study_waits_for_the_first_and_says_so()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var first = await world.CheckedAsync(Study.Manifest(Study.Row(1)));
        var second = await world.CheckedAsync(Study.Manifest(Study.Row(2)));
        var fault = world.Sandbox.Faults.Add(new Fault { Kind = FaultKind.Timeout, Method = "POST" });

        var running = await StartAsync(world, first);
        await world.Server.UntilAsync(running, r => r.CurrentStep == "load");
        var waiting = await StartAsync(world, second);
        var queued = await world.Server.UntilAsync(waiting, r => r.BlockedBecause is not null);

        (queued.State, queued.CurrentStep).ShouldBe((RunState.Queued, null));
        queued.BlockedBecause.ShouldNotBeNull().ShouldContain("R-");
        world.Sandbox.Faults.Remove(fault);
        (await world.Server.UntilFinalAsync(waiting)).State.ShouldBe(RunState.Succeeded);
        (await world.Server.UntilFinalAsync(running)).State.ShouldBe(RunState.Succeeded);
        world.Sandbox.HarmonizedFiles().Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_update_of_a_record_that_is_gone_is_reported_and_creates_nothing()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        world.Sandbox.DataService.Seed("genomic-files", "GF_BEF0RE01", Study.Fields(("external_id", Study.Output(1)), ("is_harmonized", true)));
        var manifest = await world.CheckedAsync(Study.Manifest(Study.Row(1)));
        await world.Sandbox.RemoveAsync("genomic-files", "GF_BEF0RE01");
        world.Sandbox.Requests.Clear();

        var run = await world.ApplyAsync(manifest);

        run.State.ShouldBe(RunState.Failed);
        run.Failure.ShouldNotBeNull().ShouldContain("could not find genomic_file `GF_BEF0RE01`");
        world.Writes.Select(w => (w.Method, w.Status)).ShouldBe([("PATCH", 404)]);
    }

    private static async Task<Guid> StartAsync(GwoWorld world, Guid manifest)
    {
        using var reply = await world.PostApplyAsync(manifest, "all-or-nothing", acknowledge: true);
        return (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }
}
