using Portal.Domain.GwoManifests;
using Portal.GwoManifests;

namespace Portal.Tests.GwoManifests;

public sealed class ManifestPlaceTests : PartTests
{
    [Fact]
    public void A_place_comes_back_from_its_own_address()
    {
        var place = new ManifestPlace { Step = ManifestStep.Plan, Issue = IssueCodes.DataType, Column = "Data Type", Entity = PlanEntity.ExperimentLink, Action = PlanAction.Skip, Policy = ApplyPolicy.GoodRows };

        ManifestPlace.Parse(place.ToQuery()).ShouldBe(place);
        place.ToQuery().ShouldStartWith("?step=plan&issue=E11-data-type&column=Data%20Type&entity=experiments&action=skip&policy=good-rows");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?step=elsewhere&entity=cars&action=7&policy=none")]
    public void Nonsense_in_an_address_is_as_good_as_nothing(string query) => ManifestPlace.Parse(query).ShouldBe(new ManifestPlace());

    [Fact]
    public void A_group_of_whole_rows_is_told_apart_from_any_column()
    {
        var (rows, cells) = (Group(IssueCodes.Blank, "", 2), Group(IssueCodes.Blank, "Filepath", 3));

        ManifestPlace.Parse(new ManifestPlace().At(rows).ToQuery()).SelectedOf([cells, rows]).ShouldBe(rows);
    }

    [Fact]
    public void The_first_group_is_selected_until_somebody_chooses()
    {
        IReadOnlyList<IssueGroup> groups = [Group(IssueCodes.DataType, "Data Type", 214), Group(IssueCodes.NotInS3, "Filepath", 38)];

        new ManifestPlace().SelectedOf(groups).ShouldBe(groups[0]);
        (new ManifestPlace { Issue = ManifestPlace.EveryIssue }).SelectedOf(groups).ShouldBeNull();
        (new ManifestPlace { Issue = "E99-solved-since" }).SelectedOf(groups).ShouldBeNull();
    }

    [Fact]
    public void Without_a_step_in_the_address_the_page_opens_where_the_manifest_is()
    {
        Step(Draft()).ShouldBe(ManifestStep.Check);
        Step(Checked(errors: 1, good: 99)).ShouldBe(ManifestStep.Check);
        Step(Checked()).ShouldBe(ManifestStep.Plan);
        Step(Applied()).ShouldBe(ManifestStep.Start);

        static ManifestStep Step(ManifestView manifest) => new ManifestContents { Manifest = manifest, Place = new ManifestPlace() }.Step;
    }
}
