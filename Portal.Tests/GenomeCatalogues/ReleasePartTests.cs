using Bunit;
using Portal.Domain.GenomeCatalogues;
using Portal.GenomeCatalogues;
using Portal.Jobs.GenomeCatalogues;

namespace Portal.Tests.GenomeCatalogues;

public sealed class ReleasePartTests : CataloguePartTests
{
    [Fact]
    public void The_head_offers_to_publish_only_what_is_ready_and_only_to_curators()
    {
        Actions(ReleaseStatus.Ready, mayCurate: true).ShouldBe(["Files", "Import again…", "Publish…"]);
        Actions(ReleaseStatus.Published, mayCurate: true).ShouldBe(["Files", "Import a new release…"]);
        Actions(ReleaseStatus.Published, mayCurate: false).ShouldBe(["Files"]);
    }

    [Fact]
    public void The_head_says_what_differs_from_the_release_before_and_what_publishing_does_to_it()
    {
        var head = Head(ReleaseStatus.Ready, mayCurate: true, Release("2.0", ReleaseStatus.Published));

        head.Find(".note").TextContent.Trim().ShouldStartWith("Against 2.0, published 18 Nov 2026: 112 genomes new, 7 gone, 38 changed, 4,699 the same. Publishing retires 2.0.");
    }

    [Fact]
    public void Importing_again_begins_with_what_the_release_came_from()
    {
        var href = Head(ReleaseStatus.Ready, mayCurate: true).FindAll("a").Single(a => a.TextContent == "Import again…").GetAttribute("href")!;

        var wish = WishPlace.Parse(href[href.IndexOf('?')..]).Wish!;
        (wish.ResultsDirectory, wish.CatalogueDirectory, wish.CatalogueName, wish.CatalogueVersion, wish.CatalogueType, wish.PipelineVersion).ShouldBe(("human-gut/2.1", "website", "Human gut", "2.1", "prokaryotes", "v3.0.0"));
    }

    [Fact]
    public void Only_ready_releases_can_be_selected_for_publishing()
    {
        var picked = new HashSet<string>();
        var table = Render<CatalogueTable>(p => p.Add(t => t.Releases, [Release("2.1"), Release("2.0", ReleaseStatus.Published)]).Add(t => t.Place, new()).Add(t => t.Picked, picked));

        table.FindAll("input[type=checkbox]").ShouldHaveSingleItem().Change(true);

        picked.ShouldBe(["human-gut-v2-1"]);
        PublishPlace.Url(picked).ShouldBe("genome-catalogues/publish?catalogue=human-gut-v2-1");
    }

    private IEnumerable<string> Actions(ReleaseStatus status, bool mayCurate) => Head(status, mayCurate).FindAll(".actions a").Select(a => a.TextContent.Trim());

    private IRenderedComponent<ReleaseHead> Head(ReleaseStatus status, bool mayCurate, ReleaseView? before = null) => Render<ReleaseHead>(p => p.Add(h => h.Contents, new ReleaseContents
    {
        Release = Release("2.1", status),
        Place = new(),
        MayCurate = mayCurate,
        Before = before,
        Counts = new DifferenceCounts(112, 7, 38, 4_699),
    }));
}
