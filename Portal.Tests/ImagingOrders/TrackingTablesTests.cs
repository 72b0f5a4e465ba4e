using Portal.Domain;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Tracking;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

public sealed class TrackingTablesTests(TestDatabase database)
{
    private const string Description =
        """
        SELECT string_agg(d, E'\n' ORDER BY d) FROM (
            SELECT concat_ws(' ', table_name, column_name, ordinal_position, data_type, character_maximum_length, is_nullable, column_default) AS d FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name IN ('imports', 'imports_preprocessing', 'alembic_version_omeroadi')
            UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename IN ('imports', 'imports_preprocessing', 'alembic_version_omeroadi')
            UNION ALL SELECT conname || ' ' || pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_class t ON t.oid = conrelid WHERE t.relname LIKE 'imports%' AND contype <> 'n'
            UNION ALL SELECT concat_ws(' ', sequencename, data_type, start_value, increment_by, cache_size) FROM pg_sequences WHERE sequencename LIKE 'imports%') AS all_of_it
        """;

    [Fact]
    public async Task Tables_the_portal_makes_are_those_of_the_importer()
    {
        await using var ours = await TrackingWorld.CreateAsync(database);
        await using var theirs = await TrackingWorld.CreateAsync(database);
        await theirs.RunAsync(ImagingFixtures.Schema("schema-1.0.sql"));

        await ours.Tables.ShapeAsync(CancellationToken.None);

        (await ours.AskAsync<string>(Description)).ShouldBe(await theirs.AskAsync<string>(Description));
        (await ours.AskAsync<string>("SELECT version_num FROM alembic_version_omeroadi")).ShouldBe("78d3d6d84aec");
    }

    [Fact]
    public async Task Several_nodes_that_start_at_once_make_them_once()
    {
        await using var world = await TrackingWorld.CreateAsync(database);

        var shapes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => new TrackingTables(world.Database).ShapeAsync(CancellationToken.None)));

        shapes.ShouldAllBe(s => s == new TrackingShape(true, false, "78d3d6d84aec"));
        (await world.AskAsync<long>("SELECT count(*) FROM alembic_version_omeroadi")).ShouldBe(1);
    }

    [Experiment("importer-1.0-on-1.5-database")]
    [Theory]
    [InlineData("schema-1.0.sql", "78d3d6d84aec", false)]
    [InlineData("schema-1.5-upgraded.sql", "92e8f9e637a1", true)]
    public async Task Both_generations_are_read_and_written_and_neither_is_changed(string schema, string version, bool hasOptions)
    {
        await using var world = await TrackingWorld.CreateAsync(database);
        await world.RunAsync(ImagingFixtures.Schema(schema));
        await world.RunAsync($"INSERT INTO alembic_version_omeroadi VALUES ('{version}')");
        var before = await world.AskAsync<string>(Description);
        var order = TrackingWorld.Order();

        (await world.Tables.ShapeAsync(CancellationToken.None)).ShouldBe(new TrackingShape(true, hasOptions, version));
        await world.Writer.WriteAsync(order, CancellationToken.None);
        if (hasOptions)
        {
            await world.RunAsync("""UPDATE imports SET import_options = '{"a":1}'""");
        }

        await world.AppendAsync(order.UuidText, "Import Resting");
        var history = (await world.Rows.HistoryAsync(order.UuidText, CancellationToken.None)).ShouldNotBeNull();
        history.Rows.Select(r => (r.Stage, r.ImportOptions)).ShouldBe([(ImportStages.Pending, hasOptions ? """{"a":1}""" : null), ("Import Resting", null)]);
        (await world.AskAsync<string>(Description)).ShouldBe(before);
    }

    [Fact]
    public async Task A_table_with_its_columns_in_another_order_and_without_reasons_is_read_too()
    {
        await using var world = await TrackingWorld.CreateAsync(database);
        await world.RunAsync("""
            CREATE TABLE public.imports (uuid varchar(36) NOT NULL, something_new jsonb, files text NOT NULL, stage varchar NOT NULL, preprocessing_id integer, file_names text, id serial PRIMARY KEY,
                "timestamp" timestamptz, destination_type varchar NOT NULL, destination_id varchar NOT NULL, user_name varchar NOT NULL, group_name varchar NOT NULL);
            INSERT INTO imports (uuid, files, stage, destination_type, destination_id, user_name, group_name) VALUES ('u', '["/data/a.tif"]', 'Import Failed', 'Screen', '9', 'bob', 'Demo')
            """);

        var row = (await world.Rows.HistoryAsync("u", CancellationToken.None))!.Last;

        (row.Is, row.At, row.Description, row.User, row.FileNames.Count).ShouldBe((ImportStage.Failed, null, null, "bob", 0));
        (await world.Tables.ShapeAsync(CancellationToken.None)).ShouldBe(new TrackingShape(false, false, null));
    }

    [Fact]
    public async Task Where_only_a_part_of_the_tables_is_there_nothing_is_made()
    {
        await using var world = await TrackingWorld.CreateAsync(database);
        await world.RunAsync("CREATE TABLE public.imports_preprocessing (id serial)");

        (await Should.ThrowAsync<RuleException>(() => world.Tables.ShapeAsync(CancellationToken.None))).Rule.ShouldBe("half-tracking-tables");
    }
}
