using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>Another conversion than the configuration's map says, chosen for all files of an extension.</summary>
public sealed class OrderConversionTests(TestDatabase database)
{
    private static readonly ChosenConversion ToTiff = new(".db", "screen_db_to_tiff");
    private static readonly ChosenConversion AsItIs = new(".db", ChosenConversion.AsItIs);

    [Fact]
    public void Any_conversion_of_the_configuration_can_be_chosen_or_none_and_the_others_stay_as_they_are()
    {
        var rules = ConversionRules.Shipped;

        string? Of(string path, params ChosenConversion[] chosen) => rules.Choosing(chosen).Of(path)?.Key;
        (Of("plate/experiment.db"), Of("plate/experiment.DB", ToTiff), Of("plate/experiment.db", new ChosenConversion(".DB", "screen_db_to_tiff"))).ShouldBe(("screen_db", "screen_db_to_tiff", "screen_db_to_tiff"));
        (Of("experiment.db", ToTiff, AsItIs), Of("x.lif", AsItIs), Of("x.czi", new ChosenConversion(".czi", "screen_db"))).ShouldBe((null, "dataset_leica_uuid", "screen_db"));
        rules.Choosing(null).ShouldBeSameAs(rules);
        foreach (var wrong in new ChosenConversion[] { new(".db", "gone"), new("db", "screen_db"), new("", "screen_db"), new(null!, "screen_db"), new(".db", null!) })
        {
            Should.Throw<RuleException>(() => rules.Choosing([wrong])).Rule.ShouldBe("conversion");
        }

        Should.Throw<RuleException>(() => rules.Choosing([new(".db", "gone")])).Message.ShouldContain("It has screen_db, screen_db_to_tiff, dataset_leica_uuid; “none”");
    }

    [Fact]
    public void What_is_chosen_in_the_wizard_replaces_what_was_and_nothing_leaves_the_configurations()
    {
        var choice = new OrderChoice().Convert(".db", "a").Convert(".lif", "b").Convert(".db", "c");

        choice.Conversions.ShouldBe([new(".lif", "b"), new(".db", "c")]);
        choice.Convert(".lif", null).Conversions.ShouldBe([new(".db", "c")]);
        (choice.ForTemplate().Conversions.Count, choice.IsEmpty, new OrderChoice().IsEmpty).ShouldBe((2, false, true));
    }

    [Fact]
    public async Task Orders_are_made_with_the_conversion_that_was_chosen_and_its_parameters()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        world.Write("plate/experiment.db");
        world.Write("t.lof");
        var plate = OrderWorld.Wish("plate/experiment.db");

        string Words(ImagingOrder order) => $"{order.Conversion} {order.Container?.Split('/')[1]} {string.Join(',', order.Parameters.Select(p => $"{p.Key}={p.Value}"))}".Trim();
        Words(await world.OneAsync(plate)).ShouldBe("screen_db biomero-converter:latest");
        Words(await world.OneAsync(plate with { Conversions = [ToTiff] })).ShouldBe("screen_db_to_tiff cimagexpresstoometiff:v0.7 saveoption=single");
        Words(await world.OneAsync(plate with { Conversions = [ToTiff], Parameters = [new("screen_db_to_tiff", "saveoption", "multi")] })).ShouldBe("screen_db_to_tiff cimagexpresstoometiff:v0.7 saveoption=multi");
        Words(await world.OneAsync(plate with { Conversions = [AsItIs] })).ShouldBe("");

        var mixed = (await world.Desk.LookAsync([OrderWorld.Wish("a.tif", "plate/experiment.db", "t.lof") with { Conversions = [AsItIs] }], Actor.Portal, CancellationToken.None)).Items.Single();
        mixed.Orders.Select(o => $"{o.Conversion} {string.Join(',', o.Paths)}").ShouldBe([" a.tif,plate/experiment.db", "dataset_leica_uuid t.lof"]);
        (await world.Desk.LookAsync([plate with { Conversions = [new(".db", "gone")] }], Actor.Portal, CancellationToken.None)).Items.Single().Rule.ShouldBe("conversion");
    }

    [Fact]
    public async Task An_image_picked_out_of_a_file_never_brings_the_whole_file_along()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        File.Copy(ImagingFixtures.At("synthetic/tiny.lif"), world.At("tiny.lif"));
        Task<OrderOutcomes> LookAsync(string path, string conversion) => world.Desk.LookAsync([OrderWorld.Wish(path) with { Conversions = [new(".lif", conversion)] }], Actor.Portal, CancellationToken.None);

        var refused = (await LookAsync("tiny.lif#i-uuid-2", ChosenConversion.AsItIs)).Items.Single();
        (refused.Rule, refused.Problem).ShouldBe(("conversion", "“tiny.lif#i-uuid-2” is one image of a file, and an import without conversion takes whole files. Choose the file itself, or another conversion."));
        (await LookAsync("tiny.lif#i-uuid-2", "screen_db")).Items.Single().Problem!.ShouldContain("the conversion screen_db takes whole files");
        (await LookAsync("tiny.lif#i-uuid-2", "dataset_leica_uuid")).Items.Single().Orders.Single().Parameters.Single().Value.ShouldBe("i-uuid-2");
        (await LookAsync("tiny.lif", ChosenConversion.AsItIs)).Items.Single().Orders.Single().Conversion.ShouldBeNull();
        (await LookAsync("../x.lif#1", ChosenConversion.AsItIs)).Items.Single().Rule.ShouldBe("path");
    }

    [Fact]
    public async Task A_line_of_a_table_names_its_conversion_and_a_template_keeps_one()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        world.Write("1/experiment.db");
        world.Write("2/experiment.db");
        const string Table = "path,destination_type,destination_id,user,conversion,parameters\n1/experiment.db,Screen,7,alice,,\n2/experiment.db,Screen,7,alice,screen_db_to_tiff,saveoption=multi\ns.lif,Dataset,7,alice,none,\n";

        var made = await world.Tables.CreateAsync(OrderWorld.Group, Table, skipKnown: false, Actor.Portal, CancellationToken.None);
        var wrong = await world.Tables.LookAsync(OrderWorld.Group, Table.Replace("none", "gone", StringComparison.Ordinal) + "a.tif,Dataset,7,alice,none,level=3\n", skipKnown: false, Actor.Portal, CancellationToken.None);

        (made.Written, made.Orders).ShouldBe((true, 3), string.Join(' ', made.Lines.Select(l => l.Problem)));
        made.Lines.Select(l => l.Conversion).ShouldBe(["screen_db", "screen_db_to_tiff", null]);
        (await world.OrdersAsync()).Select(o => $"{o.Conversion} {string.Join(',', o.Parameters.Select(p => p.Value))}").Order().ShouldBe([" ", "screen_db ", "screen_db_to_tiff multi"]);
        wrong.Lines.Where(l => l.Problem is not null).Select(l => l.Problem![..22]).ShouldBe(["The configuration has ", "This file is not conve"]);

        var template = await world.Templates.SaveAsync(OrderWorld.Group, "Plates", new() { Conversions = [ToTiff], Parameters = [new("screen_db_to_tiff", "saveoption", "multi")] }, Actor.Portal, CancellationToken.None);
        var order = await world.OneAsync(OrderWorld.Wish("1/experiment.db") with { Conversions = template.Choice.Conversions, Parameters = template.Choice.Parameters });
        await world.Templates.SaveAsync(OrderWorld.Group, "Plates", new() { Conversions = [AsItIs] }, Actor.Portal, CancellationToken.None);
        (await world.Templates.ListAsync(OrderWorld.Group, Actor.Portal, CancellationToken.None)).Single().Choice.Conversions.ShouldBe([AsItIs]);
        (await world.NowAsync(order)).ShouldSatisfyAllConditions(o => o.Conversion.ShouldBe("screen_db_to_tiff"), o => o.Parameters.Single().Value.ShouldBe("multi"));
        (await Should.ThrowAsync<RuleException>(() => world.Templates.SaveAsync(OrderWorld.Group, "x", new() { Conversions = [new(".db", "gone")] }, Actor.Portal, CancellationToken.None))).Rule.ShouldBe("conversion");
    }
}
