using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.GwoManifests;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

public sealed class DraftTests(TestDatabase database)
{
    private const int DataType = 6;
    private static readonly string Wrong = Study.Manifest(Study.Row(1, dataType: "gvcf"), Study.Row(2, dataType: "gvcf"), Study.Row(3));

    [Fact]
    public async Task Edits_are_kept_for_their_person_alone_and_taken_back_one_by_one()
    {
        await using var world = await GwoWorld.StartAsync(database);
        var id = await world.UploadAsync(Wrong);
        var drafts = world.Server.Get<DraftCommands>();
        var (mara, theo) = (await world.Server.ActorAsync(Role.Curator, Scopes.Study(Study.Id)), await world.Server.ActorAsync(Role.Curator, Scopes.Study(Study.Id)));

        await drafts.AddAsync(id, 1, ManifestEdit.Cell(2, DataType, "gvcf", "gVCF"), mara, CancellationToken.None);
        await drafts.AddAsync(id, 1, ManifestEdit.Cell(3, DataType, "gvcf", "gVCF"), mara, CancellationToken.None);

        var grid = world.Server.Get<GridQueries>();
        (await grid.OpenAsync(id, GridRows.All, new IssueFilter(), mara, Grants.All, CancellationToken.None)).Edits.All.Count.ShouldBe(2);
        (await grid.OpenAsync(id, GridRows.All, new IssueFilter(), theo, Grants.All, CancellationToken.None)).Edits.Any.ShouldBeFalse();
        (await drafts.UndoAsync(id, mara, CancellationToken.None)).All.ShouldBe([ManifestEdit.Cell(2, DataType, "gvcf", "gVCF")]);
        (await drafts.UndoAsync(id, mara, CancellationToken.None)).Any.ShouldBeFalse();
        (await drafts.UndoAsync(id, mara, CancellationToken.None)).Any.ShouldBeFalse();
        await using var db = world.Server.Db();
        (await db.Set<GwoDraft>().AnyAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Checking_again_makes_a_version_of_the_edits_and_says_what_they_solved()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var id = await world.CheckedAsync(Wrong);
        var by = await world.Server.ActorAsync(Role.Curator, Scopes.Study(Study.Id));
        await world.Server.Get<DraftCommands>().AddAsync(id, 1, ManifestEdit.EqualCells(DataType, "gvcf", "gVCF"), by, CancellationToken.None);

        (await world.Server.Get<VersionCommands>().SaveEditsAsync(id, by, CancellationToken.None)).ShouldBe(2);
        await world.CheckAsync(id);

        (await world.IssuesAsync(id)).ShouldBeEmpty();
        (await world.Client.GetStringAsync($"/api/v1/gwo-manifests/{id}/versions/2/file")).ShouldBe(Study.Manifest(Study.Row(1), Study.Row(2), Study.Row(3)));
        var diff = (await world.Server.Get<VersionComparison>().OfAsync(id, 2, Grants.All, CancellationToken.None))!;
        (diff.Solved, diff.New, diff.Changed).ShouldBe((2, 0, 2));
        var present = (await world.Server.Get<VersionQueries>().HistoryAsync(id, Grants.All, CancellationToken.None))[0];
        (present.Edits, present.CreatedBy).ShouldBe((1, by.Name));
        await Should.ThrowAsync<RuleException>(() => world.Server.Get<VersionCommands>().SaveEditsAsync(id, by, CancellationToken.None)); // the draft is used up
    }

    [Fact]
    public async Task A_column_with_another_name_is_renamed_to_the_one_that_is_missing()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var id = await world.CheckedAsync(Study.Manifest(Study.Row(1)).Replace("Data Type", "Kind of data"));
        var by = await world.Server.ActorAsync(Role.Curator, Scopes.Study(Study.Id));
        (await world.IssueLinesAsync(id)).ShouldHaveSingleItem().ShouldContain("E01-missing-column");

        await world.Server.Get<DraftCommands>().AddAsync(id, 1, ManifestEdit.Rename(DataType, "Kind of data", "Data Type"), by, CancellationToken.None);
        await world.Server.Get<VersionCommands>().SaveEditsAsync(id, by, CancellationToken.None);
        await world.CheckAsync(id);

        (await world.IssuesAsync(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Rows_left_out_are_gone_from_the_next_version_and_the_others_stay_as_they_are()
    {
        await using var world = await GwoWorld.StartAsync(database);
        var id = await world.UploadAsync(Wrong);
        var by = await world.Server.ActorAsync(Role.Curator, Scopes.Study(Study.Id));

        await world.Server.Get<DraftCommands>().AddAsync(id, 1, ManifestEdit.Remove([2, 3]), by, CancellationToken.None);
        await world.Server.Get<VersionCommands>().SaveEditsAsync(id, by, CancellationToken.None);

        (await world.Client.GetStringAsync($"/api/v1/gwo-manifests/{id}/versions/2/file")).ShouldBe(Study.Manifest(Study.Row(3)));
    }

    [Fact]
    public async Task Edits_of_a_version_that_was_superseded_are_not_laid_over_another_file()
    {
        await using var world = await GwoWorld.StartAsync(database);
        var id = await world.UploadAsync(Wrong);
        var by = await world.Server.ActorAsync(Role.Curator, Scopes.Study(Study.Id));
        var drafts = world.Server.Get<DraftCommands>();
        await drafts.AddAsync(id, 1, ManifestEdit.Cell(2, DataType, "gvcf", "gVCF"), by, CancellationToken.None);
        await VersionsTests.UploadAsync(world, id, Study.Manifest(Study.Row(1)));

        (await Should.ThrowAsync<RuleException>(() => world.Server.Get<VersionCommands>().SaveEditsAsync(id, by, CancellationToken.None))).Rule.ShouldBe("draft-stale");
        (await Should.ThrowAsync<RuleException>(() => drafts.AddAsync(id, 1, ManifestEdit.Cell(2, 0, "", "x"), by, CancellationToken.None))).Rule.ShouldBe("draft-stale");
        (await world.Server.Get<GridQueries>().OpenAsync(id, GridRows.All, new IssueFilter(), by, Grants.All, CancellationToken.None)).Edits.Any.ShouldBeFalse();
        (await drafts.AddAsync(id, 2, ManifestEdit.Cell(2, 0, "", "x"), by, CancellationToken.None)).All.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("a,b\r\n\"x, y\",gvcf\r\n", "m.csv", "a,b\r\n\"x, y\",gVCF\r\n", false)]
    [InlineData("\uFEFFa;b\nx;gvcf\n", "m.csv", "\uFEFFa;b\nx;gVCF\n", false)]
    [InlineData("a\tb\n\"two\nlines\"\tgvcf\n\n", "m.tsv", "a\tb\n\"two\nlines\"\tgVCF\n\n", false)]
    [InlineData("a\tb\nx\tgvcf\n", "m.txt", "\uFEFFa\tb\nx\tgVCF\n", true)]
    public async Task An_edited_copy_is_written_as_the_file_was_written(string content, string name, string edited, bool utf16)
    {
        await using var world = await GwoWorld.StartAsync(database);
        var encoding = utf16 ? Encoding.Unicode : new UTF8Encoding(false);
        using var reply = await world.PostFileAsync([.. utf16 ? encoding.GetPreamble() : [], .. encoding.GetBytes(content)], name, Study.Id);
        var id = (await System.Net.Http.Json.HttpContentJsonExtensions.ReadFromJsonAsync<System.Text.Json.JsonElement>(reply.Content)).GetProperty("id").GetGuid();
        var by = await world.Server.ActorAsync(Role.Curator, Scopes.Study(Study.Id));
        await world.Server.Get<DraftCommands>().AddAsync(id, 1, ManifestEdit.Cell(2, 1, "gvcf", "gVCF"), by, CancellationToken.None);

        await world.Server.Get<VersionCommands>().SaveEditsAsync(id, by, CancellationToken.None);

        var bytes = await world.Client.GetByteArrayAsync($"/api/v1/gwo-manifests/{id}/versions/2/file");
        encoding.GetString(bytes).ShouldBe(edited);
    }
}
