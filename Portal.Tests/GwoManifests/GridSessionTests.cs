using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.GwoManifests;
using Portal.Shell;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

public sealed class GridSessionTests(TestDatabase database)
{
    private const int DataType = 6;
    private const string Key = "ApiKey"; // the scheme of requests that bring a key
    private static readonly string Sheet = Study.Manifest(Study.Row(1, dataType: "gvcf"), Study.Row(2, dataType: "gvcf"), Study.Row(3));

    [Fact]
    public async Task Keys_walk_from_the_header_to_the_last_row_and_no_further()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var session = await OpenAsync(world, Role.Curator);

        (await PressAsync(session, "ArrowDown")).ShouldBe((2, 0));
        (await PressAsync(session, "ArrowRight", "ArrowRight")).ShouldBe((2, 2));
        (await PressAsync(session, "PageDown")).ShouldBe((4, 2));
        (await PressAsync(session, "End", "ArrowDown")).ShouldBe((4, ManifestColumns.All.Length - 1));
        (await PressAsync(session, "Home", "ArrowLeft")).ShouldBe((4, 0));
        (await PressAsync(session, "PageUp", "ArrowUp")).ShouldBe((GridSession.HeaderRow, 0));
    }

    [Fact]
    public async Task The_keys_for_issues_go_from_one_to_the_next_and_begin_again_after_the_last()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var session = await OpenAsync(world, Role.Curator);

        (await PressAsync(session, "n")).ShouldBe((2, DataType));
        (await PressAsync(session, "F8")).ShouldBe((3, DataType));
        (await PressAsync(session, "n")).ShouldBe((2, DataType));
        (await PressAsync(session, "p")).ShouldBe((3, DataType));
    }

    [Fact]
    public async Task A_corrected_cell_offers_the_equal_ones_and_every_change_can_be_taken_back()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var session = await OpenAsync(world, Role.Curator);
        await PressAsync(session, "n", "Enter");
        session.Editing.ShouldBeTrue();

        await session.CommitAsync("gVCF", CancellationToken.None);

        (session.Editing, session.Value, session.Edits).ShouldBe((false, "gVCF", 1));
        session.Offer.ShouldBe(new EqualCells(DataType, "gvcf", "gVCF", 1));
        await session.TakeOfferAsync(CancellationToken.None);
        (session.Offer, session.View!.CellAt(3, DataType)).ShouldBe((null, "gVCF"));
        await session.UndoAsync(CancellationToken.None);
        (session.View!.CellAt(2, DataType), session.View!.CellAt(3, DataType)).ShouldBe(("gVCF", "gvcf"));
        await session.DiscardAsync(CancellationToken.None);
        (session.View!.CellAt(2, DataType), session.Edits).ShouldBe(("gvcf", 0));
    }

    [Fact]
    public async Task What_was_not_changed_is_no_edit_and_who_may_only_look_edits_nothing()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var session = await OpenAsync(world, Role.Viewer);
        await PressAsync(session, "n");

        await session.CommitAsync("gvcf", CancellationToken.None);
        (session.Edits, session.Refused).ShouldBe((0, null));
        await session.KeyAsync("Enter", shift: false, mayEdit: false, CancellationToken.None);
        session.Editing.ShouldBeFalse();
        await session.CommitAsync("gVCF", CancellationToken.None);

        session.Refused.ShouldNotBeNullOrEmpty();
        (session.Edits, session.Value).ShouldBe((0, "gvcf"));
    }

    private static async Task<(int Row, int Column)> PressAsync(GridSession session, params string[] keys)
    {
        foreach (var key in keys)
        {
            await session.KeyAsync(key, shift: false, mayEdit: true, CancellationToken.None);
        }

        return (session.Row, session.Column);
    }

    private static async Task<GridSession> OpenAsync(GwoWorld world, Role role)
    {
        var id = await world.CheckedAsync(Sheet);
        var by = await world.Server.ActorAsync(role, Scopes.Study(Study.Id));
        var context = new DefaultHttpContext
        {
            User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, $"{by.KeyId}"), new Claim(ClaimTypes.Name, by.Name)], Key)),
        };
        context.Request.Path = "/api";
        var caller = new Caller(new CurrentActor(new Request(context), context.RequestServices), world.Server.Get<Permissions>());
        var session = new GridSession(world.Server.Get<GridQueries>(), world.Server.Get<DraftCommands>(), caller);
        var manifest = await world.Server.Get<GwoManifestQueries>().FindAsync(id, Grants.All, CancellationToken.None);
        await session.OpenAsync(manifest!, GridRows.All, new IssueFilter(), CancellationToken.None);
        return session;
    }

    /// <summary>The same request wherever it is asked for.</summary>
    private sealed class Request(HttpContext context) : IHttpContextAccessor
    {
        public HttpContext? HttpContext
        {
            get => context;
            set => throw new NotSupportedException();
        }
    }
}
