using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.GwoManifests;
using Portal.Sandbox;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

public sealed class ManifestReadingTests(TestDatabase database)
{
    private static readonly ManifestPlace Start = new();

    [Fact]
    public async Task A_page_reads_only_what_its_step_shows_and_keeps_lists_that_still_hold()
    {
        await using var world = await GwoWorld.StartAsync(database, new SandboxOptions { Seed = SandboxSeed.Demo });
        var example = world.Sandbox.Examples.Single(e => e.Issues.Count > 0);
        var id = await world.CheckedAsync(example.Content, example.StudyId);
        var reading = world.Server.Get<ManifestReading>();

        var check = (await reading.ReadAsync(id, Start, Grants.All, null, CancellationToken.None)).ShouldNotBeNull();
        var again = (await reading.ReadAsync(id, Start, Grants.All, check, CancellationToken.None)).ShouldNotBeNull();
        var plan = (await reading.ReadAsync(id, Start.At(ManifestStep.Plan), Grants.All, again, CancellationToken.None)).ShouldNotBeNull();
        var other = (await reading.ReadAsync(id, Start.At(check.Groups[1]), Grants.All, plan, CancellationToken.None)).ShouldNotBeNull();

        check.Step.ShouldBe(ManifestStep.Check);
        check.Groups.Sum(g => g.Count).ShouldBe(check.Manifest.Errors + check.Manifest.Warnings);
        check.Issues.Count.ShouldBe(check.Groups[0].Count);
        check.Plan.ShouldBeEmpty();
        again.Issues.ShouldBeSameAs(check.Issues);
        plan.Plan.ShouldNotBeEmpty();
        plan.Plan.ShouldAllBe(r => r.Entity == PlanEntity.GenomicFile);
        other.Issues.ShouldAllBe(i => i.Code == check.Groups[1].Code && i.Column == check.Groups[1].Column);
    }

    [Fact]
    public async Task A_viewer_of_the_study_sees_it_without_buttons_and_anybody_else_sees_nothing()
    {
        await using var world = await GwoWorld.StartAsync(database, new SandboxOptions { Seed = SandboxSeed.Demo });
        var example = world.Sandbox.Examples[0];
        var id = await world.UploadAsync(example.Content, example.StudyId);
        var reading = world.Server.Get<ManifestReading>();

        var viewer = await reading.ReadAsync(id, Start, new Grants([new Grant(Scopes.Study(example.StudyId), Role.Viewer)]), null, CancellationToken.None);
        var stranger = await reading.ReadAsync(id, Start, new Grants([new Grant(Scopes.Study("SD_00000009"), Role.Admin)]), null, CancellationToken.None);

        viewer.ShouldNotBeNull().MayCurate.ShouldBeFalse();
        stranger.ShouldBeNull();
    }
}
