using Portal.Jobs.Outside.Omero;
using Portal.Sandbox;
using Portal.Sandbox.Imaging.Omero;
using Portal.Tests.Support;

namespace Portal.Tests.Outside;

/// <summary>OMERO's command line client, as the portal calls it, with a stand-in at the other end that writes down what it hears.</summary>
public sealed class OmeroClientTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly OmeroProgram _program;
    private readonly OmeroSessions _sessions;
    private readonly OmeroClient _omero;

    public OmeroClientTests()
    {
        _program = new(new(["dotnet", typeof(SandboxProgram).Assembly.Location, "omero", _folder.Path], "omero", 4064, "root", "secret", TimeSpan.FromMinutes(2), TimeSpan.Zero));
        _sessions = new(_program, TimeProvider.System);
        _omero = new(_program, _sessions);
    }

    private StandInFolder Heard => new(_folder.Path);

    public void Dispose()
    {
        _sessions.Dispose();
        _program.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Somebodys_tree_is_read_something_is_made_linked_renamed_and_described_in_one_session()
    {
        var login = await _omero.AsAsync("alice", "Demuth lab", CancellationToken.None);
        (await _omero.AsAsync("alice", "Demuth lab", CancellationToken.None)).ShouldBe(login);
        (await _omero.QueryAsync(login, "select p.id, p.name from Project p order by p.id", CancellationToken.None)).Select(r => string.Join(' ', r)).ShouldBe(["51 Zebrafish 2026", "52 Methods"]);

        var dataset = await _omero.NewAsync(login, "Dataset", [("name", "it's new")], CancellationToken.None);
        await _omero.NewAsync(login, "ProjectDatasetLink", [("parent", "Project:52"), ("child", $"Dataset:{dataset}")], CancellationToken.None);
        await _omero.ChangeAsync(login, $"Dataset:{dataset}", [("name", "renamed")], CancellationToken.None);
        var annotation = await _omero.NewAsync(login, "MapAnnotation", [("ns", "biomero.import")], CancellationToken.None);
        await _omero.RunAllAsync(login, [["map-set", $"MapAnnotation:{annotation}", "mapValue", "Files", "['it\\'s', 'a \"b\"']"], ["new", "DatasetAnnotationLink", $"parent=Dataset:{dataset}", $"child=MapAnnotation:{annotation}"]], CancellationToken.None);

        (await _omero.QueryAsync(login, "select d.id, d.name, l.parent.id from Dataset d left outer join d.projectLinks l order by d.id", CancellationToken.None))
            .Select(r => string.Join(' ', r)).ShouldBe(["151 confocal, November 51", "152 overviews 51", "153 unsorted None", $"{dataset} renamed 52"]);
        new OmeroThings(Path.Combine(_folder.Path, "things.jsonl")).Find($"MapAnnotation:{annotation}")!.Map.ShouldBe([new("Files", "['it\\'s', 'a \"b\"']")]);
        var calls = Heard.Calls("omero");
        calls[0].ShouldBe(["sessions", "-s", "omero", "-p", "4064", "-u", "root", "-C", "open", "--user-name=alice", "--group-name=Demuth lab", "--timeout", "6000"]);
        calls[1].ShouldBe(["hql", "-q", "--style", "json", "--limit=-1", "-k", login.Key, "-s", "omero", "-p", "4064", "select p.id, p.name from Project p order by p.id"]);
        calls.SelectMany(c => c).ShouldNotContain(w => w.Contains("secret"));
    }

    [Theory]
    [InlineData("ghost", "Demuth lab")]
    [InlineData("alice", "nowhere")]
    public async Task A_person_or_group_it_does_not_know_is_said_and_not_tried_again(string user, string group)
    {
        var failure = await Should.ThrowAsync<OmeroException>(() => _omero.AsAsync(user, group, CancellationToken.None));

        failure.Trouble.ShouldBe(OmeroTrouble.UnknownPerson);
        Heard.Calls("omero").Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_asked_five_times_and_no_other_trouble_is()
    {
        Heard.Set(new(Down: true));

        (await Should.ThrowAsync<OmeroException>(() => _omero.AsAsync("alice", "Demuth lab", CancellationToken.None))).Trouble.ShouldBe(OmeroTrouble.NotReached);
        Heard.Calls("omero").Count.ShouldBe(5);
    }

    [Fact]
    public void Texts_of_a_query_cannot_end_early()
    {
        OmeroClient.Text("it's").ShouldBe("'it''s'");
        OmeroClient.Beginning("a_b%c!").ShouldBe("'a!_b!%c!!%' escape '!'");
    }
}
