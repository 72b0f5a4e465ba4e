using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.Outside.Omero;
using Portal.Sandbox;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>Where images may go, as OMERO tells it; a stand-in speaks for OMERO.</summary>
public sealed class DestinationTests(TestDatabase database) : IDisposable
{
    private const string Group = OrderWorld.Group;
    private const string Closed = "Other lab";
    private readonly TemporaryFolder _omero = new();

    public void Dispose() => _omero.Dispose();

    [Fact]
    public async Task A_groups_tree_is_opened_searched_and_added_to_as_one_of_its_members()
    {
        await using var world = await OrderWorld.CreateAsync(database, Place());
        Task<IReadOnlyList<OmeroNode>> ListAsync(long? project = null, string? search = null) => world.Places.ListAsync(Group, "alice", project, search, Actor.Portal, CancellationToken.None);
        var project = await world.Places.CreateAsync(Group, "alice", OmeroKind.Project, " Wizard's ", null, Actor.Portal, CancellationToken.None);
        var dataset = await world.Places.CreateAsync(Group, "alice", OmeroKind.Dataset, "Day 1", project.Id, Actor.Portal, CancellationToken.None);
        var loose = await world.Places.CreateAsync(Group, "alice", OmeroKind.Dataset, "100% loose", null, Actor.Portal, CancellationToken.None);
        var screen = await world.Places.CreateAsync(Group, "alice", OmeroKind.Screen, "Kinases", null, Actor.Portal, CancellationToken.None);
        await world.Places.CreateAsync("Other lab", "bob", OmeroKind.Dataset, "Day 1", null, Actor.Portal, CancellationToken.None);

        var top = await ListAsync();
        top.ShouldContain(new OmeroNode(OmeroKind.Project, project.Id, "Wizard's", MayWrite: true));
        top.ShouldContain(loose);
        top.ShouldContain(screen);
        top.ShouldNotContain(n => n.Id == dataset.Id);
        (await ListAsync(project.Id)).ShouldBe([dataset]);
        (await ListAsync(search: "100% l")).ShouldBe([loose]);
        (await ListAsync(search: "DAY")).ShouldBe([dataset], "what another group has is not there");
        (await Should.ThrowAsync<RuleException>(() => world.Places.CreateAsync(Group, "alice", OmeroKind.Dataset, "  ", null, Actor.Portal, CancellationToken.None))).Rule.ShouldBe("destination-name");
        (await Should.ThrowAsync<RuleException>(() => world.Places.ListAsync(Group, "ghost", null, null, Actor.Portal, CancellationToken.None))).Rule.ShouldBe("omero-person");
        (await world.AuditAsync()).Count(a => a == "omero.create").ShouldBe(5);
    }

    [Fact]
    public async Task Into_another_group_and_into_what_is_not_theirs_nothing_can_be_ordered_and_a_leader_may()
    {
        await using var world = await OrderWorld.CreateAsync(database, Place());
        async Task<long> MakeAsync(string group, string user) => (await world.Places.CreateAsync(group, user, OmeroKind.Dataset, "D", null, Actor.Portal, CancellationToken.None)).Id;
        async Task<string?> RuleAsync(string user, long id) => (await world.CreateAsync(OrderWorld.Wish("a.tif") with { Group = Closed, User = user, Destinations = [new("Dataset", id)] })).Items.Single().Rule;
        world.Write("../other/a.tif");
        var (own, elsewhere) = (await MakeAsync(Closed, "alice"), await MakeAsync(Group, "alice"));

        (await world.CreateAsync(OrderWorld.Wish("a.tif") with { Group = Closed, Destinations = [new("Dataset", own)] })).Items.Single().Problem.ShouldBeNull();
        (await RuleAsync("alice", elsewhere)).ShouldBe("destination-not-there");
        (await RuleAsync("alice", 999_999)).ShouldBe("destination-not-there");
        (await RuleAsync("bob", own)).ShouldBe("destination-read-only");
        (await RuleAsync("leader", own)).ShouldBeNull();
    }

    [Fact]
    public async Task Without_an_omero_ids_are_believed()
    {
        await using var world = await OrderWorld.CreateAsync(database);

        (await world.CreateAsync(OrderWorld.Wish("a.tif") with { Destinations = [new("Dataset", 999_999)] })).Written.ShouldBeTrue();
        (await Should.ThrowAsync<RuleException>(() => world.Places.ListAsync(Group, "alice", null, null, Actor.Portal, CancellationToken.None))).Message.ShouldContain("ImagingOrders:OmeroHost");
    }

    private OmeroPlace Place() => new(["dotnet", typeof(SandboxProgram).Assembly.Location, "omero", _omero.Path], "omero", 4064, "root", "secret", TimeSpan.FromMinutes(2), TimeSpan.Zero);
}
