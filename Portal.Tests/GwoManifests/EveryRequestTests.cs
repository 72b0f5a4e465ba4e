using Portal.Domain.Runs;
using Portal.Sandbox.Faults;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

/// <summary>A load that breaks off at each of its writes in turn, before it or behind it, and is continued: always the same tables.</summary>
public sealed class EveryRequestTests(TestDatabase database)
{
    private const int Writes = 6;
    private static readonly string TwoRows = Study.Manifest(Study.Row(1), Study.Row(2));

    [Theory]
    [InlineData(FaultKind.Error)]
    [InlineData(FaultKind.CommitThenError)]
    [InlineData(FaultKind.Malformed)]
    public async Task Broken_off_at_any_write_and_continued_a_load_ends_in_the_same_tables_and_rolls_back_to_those_before(FaultKind kind)
    {
        await using var world = await GwoWorld.WithStudyAsync(database, ("GwoManifests:Parallel", "1"), ("GwoManifests:Retries", "0"));
        var before = world.Sandbox.AllRecords();
        for (var k = 0; k < Writes; k++)
        {
            var manifest = await world.CheckedAsync(TwoRows);
            world.Sandbox.Faults.Add(new Fault { Kind = kind, Method = "WRITE", AfterWrites = k });
            var run = await world.ApplyAsync(manifest);
            run.State.ShouldBe(RunState.Failed, $"at write {k}");
            world.Sandbox.Faults.Clear();

            (await world.RetryAsync(run.Id)).State.ShouldBe(RunState.Succeeded, $"at write {k}");

            world.Sandbox.HarmonizedFiles().Count.ShouldBe(2, $"at write {k}");
            (world.Sandbox.SpecimenLinks().Count, world.Sandbox.ExperimentLinks().Count).ShouldBe((2, 2), $"at write {k}");
            (await world.RollbackAsync(manifest)).State.ShouldBe(RunState.Succeeded);
            world.Sandbox.AllRecords().ShouldBe(before, $"at write {k}");
        }
    }
}
