using Shouldly;
using Xunit;

namespace Portal.Tests.Sandbox;

public sealed class DataServiceStudyFilterTests
{
    private const string Study = "?study_id=SD_AAAA0001";

    [Fact]
    public async Task A_file_is_invisible_to_the_study_filter_until_it_is_linked_to_a_specimen()
    {
        await using var caller = await SandboxCaller.StartStudyAsync();
        var file = await caller.PostFileAsync("s1.g.vcf.gz");

        (await CountAsync(caller, $"/genomic-files{Study}&external_id=s1.g.vcf.gz")).ShouldBe(0);
        (await CountAsync(caller, "/genomic-files?external_id=s1.g.vcf.gz")).ShouldBe(1);

        await caller.PostAsync("/biospecimen-genomic-files", new { biospecimen_id = "BS_AAAA0001", genomic_file_id = file });

        (await CountAsync(caller, $"/genomic-files{Study}&external_id=s1.g.vcf.gz")).ShouldBe(1);
        (await CountAsync(caller, "/genomic-files?study_id=SD_ZZZZ0001&external_id=s1.g.vcf.gz")).ShouldBe(0);
    }

    [Fact]
    public async Task Experiments_and_their_links_belong_to_a_study_through_the_files_only()
    {
        await using var caller = await SandboxCaller.StartStudyAsync();
        var file = await caller.PostFileAsync("s1.cram");
        await caller.PostAsync("/sequencing-experiment-genomic-files", new { sequencing_experiment_id = "SE_AAAA0001", genomic_file_id = file });

        (await CountAsync(caller, "/sequencing-experiments" + Study)).ShouldBe(0);
        (await CountAsync(caller, "/sequencing-experiment-genomic-files" + Study)).ShouldBe(0);

        await caller.PostAsync("/biospecimen-genomic-files", new { biospecimen_id = "BS_AAAA0001", genomic_file_id = file });

        (await CountAsync(caller, "/sequencing-experiments" + Study)).ShouldBe(1);
        (await CountAsync(caller, "/sequencing-experiment-genomic-files" + Study)).ShouldBe(1);
        (await CountAsync(caller, "/biospecimen-genomic-files" + Study)).ShouldBe(1);
        (await CountAsync(caller, "/biospecimens" + Study)).ShouldBe(1);
        (await CountAsync(caller, "/participants" + Study)).ShouldBe(1);
        (await CountAsync(caller, "/studies" + Study)).ShouldBe(1);
    }

    [Fact]
    public async Task A_file_of_two_studies_is_found_by_both_and_leaves_with_its_link()
    {
        await using var caller = await SandboxCaller.StartStudyAsync();
        caller.SeedStudy("SD_BBBB0001", "0002");
        var file = await caller.PostFileAsync("joint.vcf.gz");
        await caller.PostAsync("/biospecimen-genomic-files", new { biospecimen_id = "BS_AAAA0001", genomic_file_id = file });
        var (_, second) = await caller.PostAsync("/biospecimen-genomic-files", new { biospecimen_id = "BS_AAAA0002", genomic_file_id = file });

        (await CountAsync(caller, "/genomic-files" + Study)).ShouldBe(1);
        (await CountAsync(caller, "/genomic-files?study_id=SD_BBBB0001")).ShouldBe(1);

        await caller.DeleteAsync("/biospecimen-genomic-files/" + second["results"]!["kf_id"]);

        (await CountAsync(caller, "/genomic-files" + Study)).ShouldBe(1);
        (await CountAsync(caller, "/genomic-files?study_id=SD_BBBB0001")).ShouldBe(0);
    }

    [Fact]
    public async Task A_participant_moved_to_another_study_takes_its_files_along()
    {
        await using var caller = await SandboxCaller.StartStudyAsync();
        caller.SeedStudy("SD_BBBB0001", "0002");
        var file = await caller.PostFileAsync("s1.cram");
        await caller.PostAsync("/biospecimen-genomic-files", new { biospecimen_id = "BS_AAAA0001", genomic_file_id = file });
        await caller.PostAsync("/sequencing-experiment-genomic-files", new { sequencing_experiment_id = "SE_AAAA0001", genomic_file_id = file });

        await caller.PatchAsync("/participants/PT_AAAA0001", new { study_id = "SD_BBBB0001" });

        (await CountAsync(caller, "/genomic-files" + Study)).ShouldBe(0);
        (await CountAsync(caller, "/sequencing-experiments?study_id=SD_BBBB0001")).ShouldBe(1);
    }

    private static async Task<int> CountAsync(SandboxCaller caller, string path) => (await caller.GetAsync(path))["total"]!.GetValue<int>();
}
