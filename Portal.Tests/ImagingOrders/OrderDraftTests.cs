using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Drafts;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

public sealed class OrderDraftTests(TestDatabase database)
{
    private static readonly OrderChoice Chosen = new()
    {
        Paths = ["a.tif", "s.lif#i-1"],
        Destinations = [new(DestinationType.Screen, 7, "Kinases")],
        Parameters = [new("screen_db_to_tiff", "saveoption", "multi")],
        Metadata = [new("Stain", "DAPI")],
        When = ChosenStart.At,
        At = new(2026, 12, 1, 6, 0, 0, TimeSpan.Zero),
        SkipKnown = false,
    };

    [Fact]
    public async Task A_draft_is_kept_taken_up_elsewhere_and_belongs_to_one_person()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        var (drafts, id) = (new OrderDrafts(world.Contexts), Guid.NewGuid());

        (await world.Drafts.SaveAsync(OrderWorld.Group, id, 0, Chosen, Actor.Portal, CancellationToken.None)).ShouldBe(1);
        (await world.Drafts.SaveAsync(OrderWorld.Group, id, 1, Chosen.With(["b.tif"], chosen: true), Actor.Portal, CancellationToken.None)).ShouldBe(2);

        var kept = (await drafts.FindAsync(id, Actor.Portal.Id, CancellationToken.None)).ShouldNotBeNull();
        (kept.GroupName, kept.Version, kept.Choice.Start.At, kept.Choice.SkipKnown).ShouldBe((OrderWorld.Group, 2, Chosen.At, false));
        kept.Choice.Paths.ShouldBe(["a.tif", "s.lif#i-1", "b.tif"]);
        (kept.Choice.Destinations.Single(), kept.Choice.Parameters.Single(), kept.Choice.Metadata.Single()).ShouldBe((Chosen.Destinations[0], Chosen.Parameters[0], Chosen.Metadata[0]));
        (await drafts.FindAsync(id, "person:other", CancellationToken.None)).ShouldBeNull();
        (await Should.ThrowAsync<RuleException>(() => world.Drafts.SaveAsync(OrderWorld.Group, id, 1, Chosen, Actor.Portal, CancellationToken.None))).Message.ShouldContain("another window");
        await world.Drafts.DeleteAsync(OrderWorld.Group, id, Actor.Portal, CancellationToken.None);
        (await drafts.OfAsync(Actor.Portal.Id, CancellationToken.None)).ShouldBeEmpty();
        (await Should.ThrowAsync<RuleException>(() => world.Drafts.SaveAsync(OrderWorld.Group, id, 2, Chosen, Actor.Portal, CancellationToken.None))).Message.ShouldContain("is gone");
    }

    [Fact]
    public async Task A_template_is_kept_without_files_and_day_renamed_changed_and_deleted_and_old_orders_stay_as_they_are()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        var template = await world.Templates.SaveAsync(OrderWorld.Group, " Confocal ", Chosen with { Metadata = [] }, Actor.Portal, CancellationToken.None);
        (template.Name, template.Choice.Paths.Count, template.Choice.At, template.Choice.When).ShouldBe(("Confocal", 0, null, ChosenStart.Now));
        var order = await world.OneAsync(OrderWorld.Wish("a.tif") with { Destinations = [.. template.Choice.Destinations.Select(d => new Jobs.ImagingOrders.Orders.WishedDestination($"{d.Type}", d.Id))] });

        await world.Templates.SaveAsync(OrderWorld.Group, "Confocal", Chosen with { Destinations = [new(DestinationType.Dataset, 9)], Metadata = [] }, Actor.Portal, CancellationToken.None);
        await world.Templates.SaveAsync(OrderWorld.Group, "Other", new(), Actor.Portal, CancellationToken.None);
        (await Should.ThrowAsync<RuleException>(() => world.Templates.RenameAsync(OrderWorld.Group, template.Id, "Other", Actor.Portal, CancellationToken.None))).Rule.ShouldBe("template-name");
        await world.Templates.RenameAsync(OrderWorld.Group, template.Id, "Nightly", Actor.Portal, CancellationToken.None);

        var list = await world.Templates.ListAsync(OrderWorld.Group, Actor.Portal, CancellationToken.None);
        list.Select(t => $"{t.Name} {string.Join(',', t.Choice.Destinations)}").ShouldBe(["Nightly Dataset 9", "Other "]);
        (await world.NowAsync(order)).Destination.ShouldBe(new Destination(DestinationType.Screen, 7));
        await world.Templates.DeleteAsync(OrderWorld.Group, template.Id, Actor.Portal, CancellationToken.None);
        (await Should.ThrowAsync<RuleException>(() => world.Templates.DeleteAsync(OrderWorld.Group, template.Id, Actor.Portal, CancellationToken.None))).Rule.ShouldBe("no-template");
        (await world.AuditAsync()).Count(a => a.StartsWith("imaging-template.")).ShouldBe(5);
        (await Should.ThrowAsync<RuleException>(() => world.Templates.SaveAsync(OrderWorld.Group, "x", new() { Parameters = [new("gone", "a", "b")] }, Actor.Portal, CancellationToken.None))).Rule.ShouldBe("parameter");
    }
}
