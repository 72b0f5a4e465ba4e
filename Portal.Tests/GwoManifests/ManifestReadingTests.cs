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

        var check = (await reading.ReadAsync(id, Start, Actor.Portal, Grants.All, null, CancellationToken.None)).ShouldNotBeNull();
        var again = (await reading.ReadAsync(id, Start, Actor.Portal, Grants.All, check, CancellationToken.None)).ShouldNotBeNull();
        var plan = (await reading.ReadAsync(id, Start.At(ManifestStep.Plan), Actor.Portal, Grants.All, again, CancellationToken.None)).ShouldNotBeNull();
        var other = (await reading.ReadAsync(id, Start.At(check.Groups[1]), Actor.Portal, Grants.All, plan, CancellationToken.None)).ShouldNotBeNull();

        check.Step.ShouldBe(ManifestStep.Check);
        check.Groups.Sum(g => g.Count).ShouldBe(check.Manifest.Errors + check.Manifest.Warnings);
        check.Values.Sum(v => v.Count).ShouldBe(check.Groups[0].Count);
        (check.Rows, check.Filter.Code).ShouldBe((GridRows.Issue, check.Groups[0].Code));
        again.Values.ShouldBeSameAs(check.Values);
        plan.Groups.ShouldBeSameAs(check.Groups);
        other.Values.Sum(v => v.Count).ShouldBe(check.Groups[1].Count);
    }

    [Fact]
    public async Task A_viewer_of_the_study_sees_it_without_buttons_and_anybody_else_sees_nothing()
    {
        await using var world = await GwoWorld.StartAsync(database, new SandboxOptions { Seed = SandboxSeed.Demo });
        var example = world.Sandbox.Examples[0];
        var id = await world.UploadAsync(example.Content, example.StudyId);
        var reading = world.Server.Get<ManifestReading>();

        var viewer = await reading.ReadAsync(id, Start, Actor.Portal, new Grants([new Grant(Scopes.Study(example.StudyId), Role.Viewer)]), null, CancellationToken.None);
        var stranger = await reading.ReadAsync(id, Start, Actor.Portal, new Grants([new Grant(Scopes.Study("SD_00000009"), Role.Admin)]), null, CancellationToken.None);

        viewer.ShouldNotBeNull().MayCurate.ShouldBeFalse();
        stranger.ShouldBeNull();
    }
}
