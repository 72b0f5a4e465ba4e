using Microsoft.EntityFrameworkCore;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

public sealed class SlurmAwayTests(TestDatabase database)
{
    [Fact]
    public async Task A_worker_that_cannot_be_ended_just_now_stays_on_the_board_and_its_cost_grows()
    {
        using var folder = new TemporaryFolder();
        foreach (var (program, body) in new[] { ("sbatch", "cat > /dev/null; echo 77"), ("squeue", "true"), ("scontrol", "echo 'slurm_load_jobs error: Unable to contact slurm controller (connect failure)' >&2; exit 1") })
        {
            await File.WriteAllTextAsync(Path.Combine(folder.Path, program), $"#!/bin/sh\n{body}\n");
            File.SetUnixFileMode(Path.Combine(folder.Path, program), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        await using var world = await TaxonWorld.StartAsync(database, settings:
            [("TaxonFetches:CollectTo", Path.Combine(folder.Path, "collected")), ("TaxonFetches:Farm", "slurm"), ("TaxonFetches:Slurm:Programs", folder.Path), ("TaxonFetches:CostPerWorkerHour:slurm", "3600000"), ("TaxonFetches:Currency", "CHF")]);
        await world.AddAsync("210");
        await world.Server.UntilAsync(await world.CycleOfAsync(210), r => r.State.IsFinal() || r is { State: RunState.Waiting, CurrentStep: "collect-files" });
        await using var db = world.Server.Db();
        var worker = await db.Set<Worker>().AsNoTracking().SingleAsync();

        var refusal = await world.PostAsync($"workers/{worker.Id}/destroy", new { confirmedName = worker.Name }, System.Net.HttpStatusCode.ServiceUnavailable);

        refusal.GetRawText().ShouldContain("Slurm does not answer");
        (await db.Set<Worker>().AsNoTracking().SingleAsync()).State.ShouldNotBe(WorkerState.Destroyed);
        var view = (await world.GetAsync($"workers/{worker.Id}")).GetProperty("worker");
        view.GetProperty("cost").GetDecimal().ShouldBeGreaterThan(0);
        view.GetProperty("currency").GetString().ShouldBe("CHF");
    }
}
