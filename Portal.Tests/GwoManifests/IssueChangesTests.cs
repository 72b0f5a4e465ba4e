using Portal.Domain.GwoManifests;

namespace Portal.Tests.GwoManifests;

public sealed class IssueChangesTests
{
    [Fact]
    public void An_issue_is_solved_new_or_remains_by_row_kind_and_column()
    {
        var changes = new IssueChanges();
        changes.Had("E11", "Data Type", rowNow: 4);
        changes.Had("E11", "Data Type", rowNow: 5);
        changes.Had("E09", "Filepath", rowNow: null);
        changes.Has("E11", "Data Type", 5);
        changes.Has("E03", "Source Read", 5);

        changes.Result.ShouldBe([new("E03", "Source Read", 0, 1, 0), new("E09", "Filepath", 1, 0, 0), new("E11", "Data Type", 1, 0, 1)]);
    }

    [Fact]
    public void Two_of_a_kind_in_one_cell_count_as_two()
    {
        var changes = new IssueChanges();
        changes.Had("E04", "KF Biospecimen ID", rowNow: 4);
        changes.Had("E04", "KF Biospecimen ID", rowNow: 4);
        changes.Has("E04", "KF Biospecimen ID", 4);

        changes.Result.ShouldBe([new("E04", "KF Biospecimen ID", 1, 0, 1)]);
    }
}
