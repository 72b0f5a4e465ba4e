using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Portal.Tests.Sandbox;

public sealed class DataServicePagingTests
{
    [Fact]
    public async Task A_full_page_has_a_next_link_that_carries_only_the_cursor_and_the_study()
    {
        await using var caller = await SandboxCaller.StartStudyAsync();
        await LinkFilesAsync(caller, 3);

        var page = await caller.GetAsync("/genomic-files?study_id=SD_AAAA0001&visible=True&limit=2");

        page["total"]!.GetValue<int>().ShouldBe(3);
        page["limit"]!.GetValue<int>().ShouldBe(2);
        page["results"]!.AsArray().Count.ShouldBe(2);
        var next = page["_links"]!["next"]!.ToString();
        next.ShouldStartWith("/genomic-files?after=");
        next.ShouldContain("&after_uuid=");
        next.ShouldEndWith("&study_id=SD_AAAA0001");
        next.ShouldNotContain("visible");
        next.ShouldNotContain("limit");
    }

    [Fact]
    public async Task An_exactly_full_last_page_is_followed_by_an_empty_one_without_a_next_link()
    {
        await using var caller = await SandboxCaller.StartStudyAsync();
        await LinkFilesAsync(caller, 2);

        var page = await caller.GetAsync("/genomic-files?limit=2");
        var empty = await caller.GetAsync(page["_links"]!["next"]!.ToString());

        empty["results"]!.AsArray().ShouldBeEmpty();
        empty["total"]!.GetValue<int>().ShouldBe(2);
        empty["_links"]!["next"].ShouldBeNull();
    }

    [Theory]
    [InlineData("", 100)]
    [InlineData("?limit=1000", 1000)]
    [InlineData("?limit=5000", 1000)]
    [InlineData("?limit=many", 100)]
    public async Task A_limit_is_100_unless_asked_and_1000_at_most(string query, int expected)
    {
        await using var caller = await SandboxCaller.StartAsync();

        (await caller.GetAsync("/participants" + query))["limit"]!.GetValue<int>().ShouldBe(expected);
    }

    [Fact]
    public async Task Following_the_cursor_finds_every_row_once_although_rows_share_a_moment()
    {
        await using var caller = await SandboxCaller.StartAsync();
        for (var i = 0; i < 2_345; i++)
        {
            caller.Seed("genomic-files", $"GF_{i:d8}", ("external_id", "file-" + i));
        }

        var (found, next) = (new List<string>(), (string?)"/genomic-files?limit=500");
        while (next is not null)
        {
            var page = await caller.GetAsync(next);
            found.AddRange(page["results"]!.AsArray().Select(r => r!["external_id"]!.ToString()));
            next = page["_links"]!["next"] is { } link ? link + "&limit=500" : null;
        }

        found.ShouldBe(Enumerable.Range(0, 2_345).Select(i => "file-" + i));
    }

    [Theory]
    [InlineData("visible=True&is_harmonized=false", 1)]
    [InlineData("visible=0", 1)]
    [InlineData("external_id=b", 1)]
    [InlineData("external_id=nothing", 0)]
    [InlineData("kf_id=GF_0000000A", 1)]
    [InlineData("data_type=gVCF", 1)]
    [InlineData("no_such_field=1", 3)]
    public async Task Filters_are_joined_by_and_and_unknown_names_are_ignored(string query, int expected)
    {
        await using var caller = await SandboxCaller.StartAsync();
        caller.Seed("genomic-files", "GF_0000000A", ("external_id", "a"), ("is_harmonized", false));
        caller.Seed("genomic-files", "GF_0000000B", ("external_id", "b"), ("is_harmonized", true), ("data_type", "gVCF"));
        caller.Seed("genomic-files", "GF_0000000C", ("external_id", "c"), ("is_harmonized", false), ("visible", false));

        var page = await caller.GetAsync("/genomic-files?" + query);

        page["total"]!.GetValue<int>().ShouldBe(expected);
        page["results"]!.AsArray().Count.ShouldBe(expected);
    }

    [Theory]
    [InlineData("/genomic-files?study_id=SD_1", "could not retrieve entities: {'study_id': ['Invalid kf_id']}")]
    [InlineData("/genomic-files?visible=maybe", "could not retrieve entities: {'visible': ['Not a valid boolean.']}")]
    public async Task A_filter_with_a_bad_value_is_refused(string path, string message)
    {
        await using var caller = await SandboxCaller.StartAsync();

        SandboxCaller.MessageOf(await caller.GetAsync(path)).ShouldBe(message);
    }

    [Fact]
    public async Task Files_are_found_through_their_specimen_and_experiment_links()
    {
        await using var caller = await SandboxCaller.StartStudyAsync();
        var linked = await LinkFilesAsync(caller, 2);
        await caller.PostFileAsync("alone");
        await caller.PostAsync("/sequencing-experiment-genomic-files", new { sequencing_experiment_id = "SE_AAAA0001", genomic_file_id = linked[1] });

        IdsOf(await caller.GetAsync("/genomic-files?biospecimen_id=BS_AAAA0001")).ShouldBe(linked);
        IdsOf(await caller.GetAsync("/genomic-files?biospecimen_id=BS_AAAA0001&sequencing_experiment_id=SE_AAAA0001")).ShouldBe([linked[1]]);
        IdsOf(await caller.GetAsync($"/biospecimens?genomic_file_id={linked[0]}")).ShouldBe(["BS_AAAA0001"]);
    }

    private static async Task<List<string>> LinkFilesAsync(SandboxCaller caller, int count)
    {
        var files = new List<string>();
        for (var i = 0; i < count; i++)
        {
            files.Add(await caller.PostFileAsync("f" + i));
            await caller.PostAsync("/biospecimen-genomic-files", new { biospecimen_id = "BS_AAAA0001", genomic_file_id = files[i] });
        }

        return files;
    }

    private static List<string> IdsOf(JsonNode page) => [.. page["results"]!.AsArray().Select(r => r!["kf_id"]!.ToString())];
}
