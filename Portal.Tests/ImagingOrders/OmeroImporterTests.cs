using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders;
using Portal.Jobs.ImagingOrders.Processing;
using Portal.Jobs.Outside.Omero;
using Portal.Sandbox;
using Portal.Sandbox.Imaging.Omero;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>One import after the other, without a portal around them, and with time that a test moves.</summary>
public sealed class OmeroImporterTests(TestDatabase database)
{
    private static readonly string[] Lost = ["Ice.ObjectNotExistException", "INTERNAL_EXCEPTION", "Ice.ConnectionLostException", "Ice.ConnectionRefusedException", "Ice.TimeoutException"];

    [Fact]
    public async Task A_server_that_lost_its_thread_is_asked_three_times_after_ten_and_after_twenty_seconds()
    {
        await using var world = await World.CreateAsync(database);
        var running = Lost.Select(l => world.ImportAsync($"{l}.tif")).Append(world.ImportAsync("always Ice.TimeoutException.tif")).ToList();

        await world.Clock.TimersAsync(running.Count);
        world.Clock.Advance(TimeSpan.FromSeconds(9.9));
        world.Imports.ShouldBe(6);
        world.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await world.Clock.TimersAsync(running.Count);
        world.Clock.Advance(TimeSpan.FromSeconds(19.9));
        world.Imports.ShouldBe(12);
        world.Clock.Advance(TimeSpan.FromSeconds(0.1));
        var things = await Task.WhenAll(running);

        world.Imports.ShouldBe(18);
        things[..5].ShouldAllBe(t => t.Reason == null && t.Objects.Count == 1);
        things[5].Objects.ShouldBeEmpty();
        things[5].Reason!.ShouldContain("Ice.TimeoutException: the server is gone");
        world.Said.Count(s => s.EndsWith("it is tried again in 10 seconds.", StringComparison.Ordinal)).ShouldBe(6);
        world.Said.Count(s => s.EndsWith("it is tried again in 20 seconds.", StringComparison.Ordinal)).ShouldBe(6);
    }

    [Fact]
    public async Task What_OMERO_does_not_take_is_not_tried_again()
    {
        await using var world = await World.CreateAsync(database);

        (await world.ImportAsync("fail.tif")).Reason!.ShouldContain("Unknown file format");

        world.Imports.ShouldBe(1);
    }

    [Fact]
    public async Task A_session_that_OMERO_ended_is_opened_again_by_questions_at_once_and_by_an_import_at_its_next_try()
    {
        await using var world = await World.CreateAsync(database);
        var login = await world.Omero.AsAsync("alice", ProcessWorld.Group, CancellationToken.None);
        world.EndSessions();
        (await world.Omero.QueryAsync(login, "select max(f.id) from Fileset f", CancellationToken.None)).Count.ShouldBe(1);

        world.EndSessions();
        var import = world.ImportAsync("a.tif");
        await world.Clock.TimersAsync(1);
        world.Clock.Advance(TimeSpan.FromSeconds(10));

        var thing = await import;
        (thing.Reason, thing.Objects.Count).ShouldBe((null, 1));
    }

    private sealed class World : IAsyncDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly NpgsqlDataSource _source;
        private readonly OmeroProgram _program;
        private readonly OmeroSessions _sessions;
        private readonly OmeroImporter _importer;

        private World(string connection)
        {
            var options = new ImagingOrderOptions { TemporaryFolder = Path.Combine(_folder.Path, "inplace"), OmeroHost = "omero", OmeroPassword = "secret" };
            foreach (var word in new[] { "dotnet", typeof(SandboxProgram).Assembly.Location, "omero", Heard.At("") })
            {
                options.OmeroCommand.Add(word);
            }

            _source = NpgsqlDataSource.Create(connection);
            _program = new(options.Omero);
            _sessions = new(_program, Clock);
            Omero = new(_program, _sessions);
            Directory.CreateDirectory(options.TemporaryFolder);
            _importer = new(_program, Omero, new(Omero, new(new Contexts(_source), Clock)), Options.Create(options), Clock);
        }

        public FakeClock Clock { get; } = new();

        public OmeroClient Omero { get; }

        public System.Collections.Concurrent.ConcurrentQueue<string> Said { get; } = [];

        public int Imports => Heard.Calls("omero").Count(c => c[0] == "import");

        private StandInFolder Heard => new(Path.Combine(_folder.Path, "stand-in"));

        public static async Task<World> CreateAsync(TestDatabase database) => new(await database.CreateAsync());

        public Task<ImportedThing> ImportAsync(string name)
        {
            var path = Path.Combine(_folder.Path, name);
            File.WriteAllText(path, "pixels");
            return _importer.RunAsync(new(Guid.NewGuid(), "alice", ProcessWorld.Group, path, ImportWay.File, new(DestinationType.Dataset, 151), After: 0), Said.Enqueue, CancellationToken.None);
        }

        public void EndSessions()
        {
            using var held = Heard.Hold();
            var things = new OmeroThings(Heard.At("things.jsonl"));
            foreach (var session in things.Of("Session").ToList())
            {
                session.Fields["key"] = "gone";
                things.Write(session);
            }
        }

        public async ValueTask DisposeAsync()
        {
            _sessions.Dispose();
            _program.Dispose();
            await _source.DisposeAsync();
            _folder.Dispose();
        }
    }
}
