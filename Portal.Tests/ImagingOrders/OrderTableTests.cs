using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Batches;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

public sealed class OrderTableTests(TestDatabase database)
{
    private const string Header = "path,destination_type,destination_id,user,start,priority,parameters\n";

    [Fact]
    public async Task A_table_is_looked_at_line_by_line_and_made_whole_or_not_at_all()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        const string Good = Header + "a.tif,dataset,151,alice,,,\nb.tif,Dataset,151,alice,,,\n\nc.czi,screens,9,alice,2026-12-01T18:00+02:00,5,\ns.lif,Dataset,151,alice,hold,,\n";
        const string Bad = Header + "a.tif,Dataset,151,alice,,,\ngone.tif,Dataset,151,alice,,,\na.tif,Dataset,151,bob,,,\nb.tif,Project,1,alice,,,\nb.tif,Dataset,x,alice,,,\nb.tif,Dataset,2,alice,tomorrow,,\nb.tif,Dataset,3,alice,,,level=3\n";

        var looked = await world.Tables.LookAsync(OrderWorld.Group, Good, skipKnown: true, Actor.Portal, CancellationToken.None);
        var refused = await world.Tables.CreateAsync(OrderWorld.Group, Bad, skipKnown: true, Actor.Portal, CancellationToken.None);
        (await world.AuditAsync()).ShouldBeEmpty("a look writes nothing, and neither does a table with something wrong");
        var made = await world.Tables.CreateAsync(OrderWorld.Group, Good, skipKnown: true, Actor.Portal, CancellationToken.None);
        var again = await world.Tables.LookAsync(OrderWorld.Group, Good, skipKnown: true, Actor.Portal, CancellationToken.None);

        (looked.Written, looked.Orders, looked.Wrong, made.Written, made.Orders).ShouldBe((false, 3, 0, true, 3));
        made.Lines.Select(l => l.Line).ShouldBe([2, 3, 5, 6]);
        (made.Lines[0].Order, made.Lines[2].Order == made.Lines[0].Order).ShouldBe((made.Lines[1].Order, false));
        refused.Lines.Select(l => l.Problem is null ? "" : l.Problem.Split(' ')[0]).ShouldBe(["", "There", "Line", "Images", "The", "The", "This"]);
        (again.Orders, again.Lines.All(l => l.Known)).ShouldBe((0, true));
        await using var db = world.Contexts.CreateDbContext();
        db.Set<ImagingOrder>().Select(o => new { o.State, o.DueAt, o.Priority, o.DestinationType }).ToList().Select(o => $"{o.State} {o.DueAt:HH:mm} {o.Priority} {o.DestinationType}")
            .Order().ShouldBe(["Held  0 Dataset", "Queued  0 Dataset", "Scheduled 16:00 5 Screen"]);
    }

    [Fact]
    public async Task A_line_that_leads_out_of_the_groups_folder_stops_the_table_and_is_audited()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        Directory.CreateSymbolicLink(world.At("link"), "../other");
        await File.WriteAllTextAsync(world.At("../other/x.tif"), "theirs");

        foreach (var (attack, was) in new[] { "../other/x.tif", "/etc/hostname", "link/x.tif", "..\\x.tif", "a/./b.tif" }.Select((a, i) => (a, i)))
        {
            var report = await world.Tables.CreateAsync(OrderWorld.Group, $"{Header}a.tif,Dataset,151,alice,,,\n{attack},Dataset,151,alice,,,\n", skipKnown: true, Actor.Portal, CancellationToken.None);

            (report.Written, report.Orders).ShouldBe((false, 0));
            (report.Lines[0].Problem, report.Lines[1].Problem!.Contains("is refused", StringComparison.Ordinal)).ShouldBe((null, true), attack);
            (await world.AuditAsync()).ShouldBe(Enumerable.Repeat("imaging-files.refuse", was + 1), attack);
        }
    }

    [Fact]
    public async Task An_order_file_of_an_old_importer_is_looked_at_like_a_table()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        string Order(string files, string more = "DatasetID: 151\n", string group = OrderWorld.Group) => $"Version: 2.0\nUUID: 9aea46fb-dae4-44ff-afe4-8e283ecfb333\nUsername: \"alice\"\nGroup: \"{group}\"\nUserID: 7\nGroupID: 3\nProjectID: 4\n{more}Files: [{files}]";
        Task<TableReport> LookAsync(string text) => world.Tables.LookAsync(OrderWorld.Group, text, skipKnown: false, Actor.Portal, CancellationToken.None);

        var looked = await LookAsync(Order("""
            "/divg/demuth/a.tif", "/divg/demuth/a.tif", "/data/demuth/b.tif", "/divg/other/secret.tif", "/etc/hostname", "/divg/demuth/../other/secret.tif"
            """));
        looked.Lines.Select(l => $"{l.Line} {l.Path} {l.Problem}".Trim()).ShouldBe(["1 a.tif", "2 b.tif", "3 /divg/other/secret.tif It does not lie in the folder of Demuth lab, /divg/demuth.",
            "4 /etc/hostname It does not lie in the folder of Demuth lab, /divg/demuth.", "5 ../other/secret.tif “../other/secret.tif” is refused: it climbs out with “..”. Only what lies in the folder of Demuth lab can be chosen."]);
        (await world.AuditAsync()).ShouldBe(["imaging-files.refuse"]);
        var made = await world.Tables.CreateAsync(OrderWorld.Group, Order("\"/divg/demuth/a.tif\"", "ScreenID: 9\n"), skipKnown: false, Actor.Portal, CancellationToken.None);
        (made.Written, (await world.OrdersAsync()).Single().Destination, (await world.OrdersAsync()).Single().UserName).ShouldBe((true, new Destination(DestinationType.Screen, 9), "alice"));

        foreach (var (wrong, words) in new[] { (Order("\"/divg/demuth/a.tif\"", group: "Other lab"), "Choose that group"), (Order("\"/divg/demuth/a.tif\"", ""), "neither DatasetID nor ScreenID"), (Order(""), "names 0 files"),
            (Order("\"a\"").Replace("2.0", "1.0", StringComparison.Ordinal), "another version"), (Order("\"a\"", "DatasetID: \"x\"\n"), "no id"), (Order("\"a\"") + "\n" + Order("\"b\""), "one order at a time") })
        {
            (await Should.ThrowAsync<RuleException>(() => LookAsync(wrong))).Message.ShouldContain(words);
        }
    }

    [Fact]
    public async Task The_order_file_the_importer_came_with_is_understood()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        var text = File.ReadAllText(ImagingFixtures.At("upstream/importer/sample_upload_order.txt"));

        LegacyOrder.Is(text).ShouldBeTrue();
        var lines = LegacyOrder.Read(text, "Demo", "coreKrawczyk", "/data");
        lines.Select(l => (l.Path, l.Destination, l.User, l.Problem)).ShouldBe([("Carrousell pictures/Retina_LAM+occln_20201204_Series007Snapshot1_ch00.tif", new(DestinationType.Dataset, 807), "rrosas", null)], "the file is named twice in it, and ordered once");
    }

    [Theory]
    [InlineData("", "It is empty.")]
    [InlineData("path,destination_type,destination_id\n", "no lines")]
    [InlineData("path,destination_id\na,1\n", "“destination_type” is missing")]
    [InlineData("path,destination_type,destination_id,colour\na,Dataset,1,x\n", "no column “colour”")]
    [InlineData("path,path,destination_type,destination_id\na,b,Dataset,1\n", "there twice")]
    public void A_table_that_is_none_is_refused_in_words(string table, string words) =>
        Should.Throw<RuleException>(() => WishTable.Read(table)).Message.ShouldContain(words);

    [Theory]
    [InlineData("2026-12-01T18:00", "2026-12-01T18:00Z")]
    public void A_time_without_its_zone_is_no_time(string without, string with)
    {
        WishTable.Read($"path;destination_type;destination_id;start\na.tif;Dataset;1;{without}\n").Single().Problem!.ShouldContain("with its zone");
        WishTable.Read($"path\tdestination_type\tdestination_id\tstart\na.tif\tDataset\t1\t{with}\n").Single().Start.At.ShouldBe(new DateTimeOffset(2026, 12, 1, 18, 0, 0, TimeSpan.Zero));
    }
}
