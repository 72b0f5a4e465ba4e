using Portal.Sandbox;
using Shouldly;
using Xunit;

namespace Portal.Tests.Sandbox;

public sealed class DataServiceJournalTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sandbox-");

    private string JournalPath => Path.Combine(_folder.FullName, "data-service.jsonl");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_restart_finds_what_was_created_changed_and_deleted()
    {
        string kept, removed;
        await using (var caller = await StartAsync())
        {
            kept = await caller.PostFileAsync("kept");
            removed = await caller.PostFileAsync("removed");
            await caller.PostAsync("/biospecimen-genomic-files", new { biospecimen_id = "BS_T7CTJ4BD", genomic_file_id = kept });
            await caller.PatchAsync("/genomic-files/" + kept, new { file_name = "renamed" });
            await caller.DeleteAsync("/genomic-files/" + removed);
        }

        await using var again = await StartAsync();

        again.Host.DataService.Find("genomic-files", kept)!.Text("file_name").ShouldBe("renamed");
        again.Host.DataService.Find("genomic-files", removed).ShouldBeNull();
        (await again.GetAsync("/genomic-files?study_id=SD_DEM0HART&external_id=kept"))["total"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task A_seeded_row_that_was_changed_stays_changed_although_it_is_seeded_again()
    {
        await using (var caller = await StartAsync())
        {
            await caller.PatchAsync("/studies/SD_DEM0HART", new { name = "Hearts of oak" });
        }

        await using var again = await StartAsync();

        again.Host.DataService.Find("studies", "SD_DEM0HART")!.Text("name").ShouldBe("Hearts of oak");
    }

    [Fact]
    public async Task A_line_torn_by_a_kill_is_forgotten_and_writing_goes_on_behind_the_last_whole_one()
    {
        await using (var caller = await StartAsync())
        {
            await caller.PostFileAsync("whole");
        }

        await File.AppendAllTextAsync(JournalPath, """{"put":"genomic-files","id":"GF_0000""");
        await using (var caller = await StartAsync())
        {
            await caller.PostFileAsync("afterwards");
        }

        await using var again = await StartAsync();
        again.Host.DataService.Tables["genomic-files"].FindBy("external_id", "whole")!.Count.ShouldBe(1);
        again.Host.DataService.Tables["genomic-files"].FindBy("external_id", "afterwards")!.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_broken_line_in_the_middle_stops_the_start_and_names_the_line()
    {
        await File.WriteAllTextAsync(JournalPath, "{\"put\":\n{}\n");

        var failure = await Should.ThrowAsync<InvalidDataException>(StartAsync());

        failure.Message.ShouldStartWith($"Line 1 of {JournalPath} cannot be replayed.");
    }

    private Task<SandboxCaller> StartAsync() =>
        SandboxCaller.StartAsync(new SandboxOptions { DataDirectory = _folder.FullName, Seed = SandboxSeed.Demo });
}
