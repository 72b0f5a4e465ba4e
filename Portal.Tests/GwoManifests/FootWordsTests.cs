using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.GwoManifests;

namespace Portal.Tests.GwoManifests;

public sealed class FootWordsTests : PartTests
{
    private static readonly Grants Curator = new([new Grant("study:SD_ME0WME0W", Role.Curator)]);

    public static TheoryData<string, ManifestView, ApplyPolicy, bool, bool, bool, string> Plans => new()
    {
        { "never checked", Draft(), ApplyPolicy.AllOrNothing, false, true, false, "There is no plan yet." },
        { "being checked", Checked() with { CheckRun = Run(RunState.Running) }, ApplyPolicy.AllOrNothing, false, true, false, "being checked just now" },
        { "being loaded", Checked() with { ApplyRun = Run(RunState.Running) }, ApplyPolicy.AllOrNothing, false, true, false, "It is being loaded." },
        { "loaded already", Applied(), ApplyPolicy.AllOrNothing, false, true, false, "carried out already" },
        { "errors, all or nothing", Checked(errors: 4, good: 97), ApplyPolicy.AllOrNothing, false, true, false, "3 rows with errors keep “All or nothing” from starting" },
        { "one bad row", Checked(errors: 1, good: 99), ApplyPolicy.AllOrNothing, false, true, false, "1 row with errors keeps" },
        { "errors, good rows", Checked(errors: 4, good: 97), ApplyPolicy.GoodRows, false, true, true, "3 rows with errors are left out" },
        { "no good row", Checked(errors: 100, good: 0), ApplyPolicy.GoodRows, false, true, false, "No row is free of errors" },
        { "warnings unread", Checked(warnings: 2), ApplyPolicy.AllOrNothing, false, true, false, "2 warnings wait to be acknowledged" },
        { "warnings read", Checked(warnings: 2), ApplyPolicy.AllOrNothing, true, true, true, "This creates 80 genomic files, updates 3 and makes 250 links" },
        { "all is well", Checked(), ApplyPolicy.AllOrNothing, false, true, true, "in study SD_ME0WME0W." },
        { "nothing to write", Checked() with { Plan = [new(PlanEntity.GenomicFile, PlanAction.Unchanged, 80)] }, ApplyPolicy.AllOrNothing, false, true, true, "Nothing has to be written" },
        { "a viewer", Checked(), ApplyPolicy.AllOrNothing, false, false, false, "you need the role Curator in SD_ME0WME0W" },
    };

    [Theory, MemberData(nameof(Plans))]
    public void Before_a_start_the_foot_says_what_it_does_or_why_it_cannot(string name, ManifestView manifest, ApplyPolicy policy, bool acknowledged, bool mayCurate, bool ready, string says)
    {
        var foot = FootWords.ForPlan(manifest, policy, acknowledged, mayCurate);

        foot.Ready.ShouldBe(ready, name);
        $"{foot.Lead} {foot.Rest}".ShouldContain(says, Case.Sensitive, name);
    }

    [Fact]
    public void The_foot_of_a_check_counts_kinds_of_error_and_where_the_first_stands()
    {
        IReadOnlyList<IssueGroup> groups = [Group(IssueCodes.DataType, "Data Type", 214), Group(IssueCodes.NotInS3, "Filepath", 38), Group(IssueCodes.DuplicateRow, "", 6)];

        var foot = FootWords.ForCheck(Checked(errors: 252, warnings: 6, good: 40), groups, mayCurate: true);

        foot.Lead.ShouldBe("2 kinds of error");
        foot.Rest.ShouldBe("keep “All or nothing” from starting. The first one stands in 214 places; 60 rows of 100 have errors.");
    }

    [Fact]
    public void A_check_that_broke_off_says_that_nothing_was_written()
    {
        var foot = FootWords.ForCheck(Draft() with { CheckRun = Run(RunState.Failed) }, [], mayCurate: true);

        $"{foot.Lead} {foot.Rest}".ShouldBe("The check did not finish. Nothing was written. Check again when its reason is gone.");
    }

    [Theory]
    [InlineData(null, null, false, "Choose the study first,")]
    [InlineData("SD_12", "gwo.tsv", false, "The study id is not complete.")]
    [InlineData("SD_ME0WME0W", null, false, "Choose a file")]
    [InlineData("SD_00000001", "gwo.tsv", false, "To upload for SD_00000001")]
    [InlineData("SD_ME0WME0W", "gwo.tsv", true, "gwo.tsv")]
    public void Before_an_upload_the_foot_asks_for_what_is_missing(string? study, string? file, bool ready, string lead)
    {
        var foot = FootWords.ForUpload(study, file is null ? null : new ChosenFile(file, 100), sending: false, Curator);

        (foot.Ready, foot.Lead).ShouldBe((ready, lead));
    }

    [Fact]
    public void Somebody_who_may_upload_nowhere_is_told_so_at_once()
    {
        var foot = FootWords.ForUpload(null, null, sending: false, new Grants([new Grant("*", Role.Viewer)]));

        foot.Ready.ShouldBeFalse();
        foot.Rest.ShouldBe("To upload one you need the role Curator in its study.");
    }
}
