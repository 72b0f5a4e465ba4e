using System.Net.Http.Json;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portal.Administration;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.GwoManifests;
using Portal.Jobs.Runs;
using Portal.Runs;
using Portal.Shell.Accounts;
using Portal.Tests.Support;

namespace Portal.Tests.Architecture;

/// <summary>Something of everything in one study, and how each door is called with it. A new door needs a line here only when the usual will not do.</summary>
internal sealed partial class RoleExamples(PortalServer server)
{
    public const string Study = "SD_ME0WME0W";
    public const string Scope = $"study:{Study}";
    public const string Group = "seen group";
    public const string ElsewhereScope = "study:SD_0THER000";
    private const string Schedule = "retention";

    /// <summary>In the name of everything that was made, so that a list that shows it is recognised.</summary>
    public const string Mark = "seen-only-in-scope";

    private readonly Dictionary<(string Below, string Parameter), string> _values = [];
    private readonly Dictionary<string, Func<HttpContent>> _bodies = [];
    private readonly Dictionary<Type, Func<Task<object?>>> _arguments = [];
    private readonly Dictionary<string, object?> _named = [];

    public static Script Script() => new Script { StartedByHand = true }.Step("attach", async (context, token) =>
    {
        await context.AttachAsync("report.txt", "Report", "text/plain", (stream, t) => stream.WriteAsync("hello"u8.ToArray(), t).AsTask(), token);
        return StepResult.Done();
    });

    public async Task SeedAsync()
    {
        var run = await server.Get<RunQueue>().SubmitAsync(Support.Script.Request(Mark, scope: Scope), Actor.Portal, alongside: null, CancellationToken.None);
        await server.UntilFinalAsync(run.Id);
        var choice = new RunChoice(RunFilter.Everything, [new RunKey(run.Id, run.Number)]);
        var batch = await server.Get<RunBulk>().DoAsync(BatchKind.Retry, choice, Mark, why: null, Actor.Portal, CancellationToken.None);
        var staged = await StageAsync();
        var manifest = await server.Get<GwoManifestCommands>().UploadAsync(Study, staged, Actor.Portal, CancellationToken.None);
        var person = (await server.Get<PeopleCommands>().InviteAsync(new NewPerson("target", Mark, null, [new Grant(Scope, Role.Viewer)]), Actor.Portal, CancellationToken.None)).PersonId;
        var key = (await server.Get<KeyCommands>().CreateAsync(new NewKey(Mark, [new Grant(Scope, Role.Viewer)], null), Actor.Portal, CancellationToken.None)).Id;
        await using var db = server.Db();
        var artifact = (await db.RunArtifacts.SingleAsync(a => a.RunId == run.Id)).Id;

        // What stands for a parameter of a route below a path; the first that fits.
        _values[("/api/v1/batches/", "id")] = _values[("/runs/batches/", "Id")] = $"B-{batch.Number}";
        _values[("/api/v1/runs/", "id")] = _values[("/runs/", "Id")] = $"R-{run.Number}";
        _values[("/api/v1/runs/", "artifact")] = $"{artifact}";
        _values[("/api/v1/outside-events/", "key")] = "worker-ready";
        _values[("/api/v1/gwo-manifests/", "id")] = _values[("/gwo-manifests/", "Id")] = $"{manifest.Id}";
        _values[("/api/v1/gwo-manifests/rules/", "studyId")] = _values[("/gwo-manifests/rules/", "StudyId")] = Study;
        _values[("/api/v1/gwo-manifests/", "number")] = "1";
        _values[("/api/v1/people/", "id")] = _values[("/administration/people/", "Id")] = $"{person}";
        _values[("/api/v1/keys/", "id")] = $"{key}";
        _values[("/openapi/", "documentName")] = "v1";
        _values[("/openapi/", "path")] = "index.html";
        _values[("/api/v1/schedules/", "name")] = _values[("/schedules/", "Name")] = Schedule;
        _values[("/api/v1/nodes/", "id")] = server.Get<NodeIdentity>().Id.Split('/')[^1];

        // What is sent; {} otherwise.
        _bodies["POST /api/v1/gwo-manifests"] = () => new MultipartFormDataContent { { new StringContent(Study), "studyId" }, { new ByteArrayContent(Manifest), "file", "m.tsv" } };
        _bodies["POST /api/v1/gwo-manifests/{id:guid}/versions"] = () => new MultipartFormDataContent { { new ByteArrayContent(Manifest), "file", "m.tsv" } };
        _bodies["POST /api/v1/runs"] = () => JsonContent.Create(new { workflow = Support.Script.Workflow, scope = Scope });
        _bodies["POST /api/v1/runs/retry"] = _bodies["POST /api/v1/runs/cancel"] = () => JsonContent.Create(new { ids = new[] { run.Id } });
        _bodies["POST /api/v1/people"] = () => JsonContent.Create(new { userName = $"p{Guid.NewGuid():N}", displayName = "Somebody" });

        // What stands for a command's argument, by its type, and by command class or parameter name where types repeat.
        _arguments[typeof(RunRequest)] = () => Task.FromResult<object?>(Support.Script.Request(scope: Scope));
        _arguments[typeof(RunStart)] = () => Task.FromResult<object?>(new RunStart(Support.Script.Workflow, RunStarts.NoParameters, Scope: Scope));
        _arguments[typeof(JsonElement)] = _arguments[typeof(JsonElement?)] = () => Task.FromResult<object?>(RunStarts.NoParameters);
        _arguments[typeof(Stream)] = () => Task.FromResult<object?>(new MemoryStream(Manifest));
        _arguments[typeof(StagedManifest)] = async () => await StageAsync();
        _arguments[typeof(NewPerson)] = () => Task.FromResult<object?>(new NewPerson($"p{Guid.NewGuid():N}", "Somebody", null, []));
        _arguments[typeof(PersonEdit)] = () => Task.FromResult<object?>(new PersonEdit("Somebody", null, [], "old"));
        _arguments[typeof(NewKey)] = () => Task.FromResult<object?>(new NewKey("a key", [new Grant(Scope, Role.Viewer)], null));
        _arguments[typeof(StudyRulesWish)] = () => Task.FromResult<object?>(new StudyRulesWish(null, null));
        _named[nameof(RunQueue)] = _named[nameof(RunVerbs)] = run.Id;
        _named[nameof(GwoManifestCommands)] = _named[nameof(ManifestLoadCommands)] = _named[nameof(VersionCommands)] = _named[nameof(DraftCommands)] = manifest.Id;
        _named["applyRunId"] = null;
        _named["StudyDefaultsCommands version"] = "old";
        _named["DraftCommands version"] = 1;
        _values[("/api/v1/gwo-manifests/defaults/", "studyId")] = _values[("/gwo-manifests/defaults/", "StudyId")] = Study;
        _arguments[typeof(LoadRequest)] = () => Task.FromResult<object?>(new LoadRequest());
        _arguments[typeof(LoadOptions)] = () => Task.FromResult<object?>(LoadOptions.None);
        _arguments[typeof(ManifestEdit)] = () => Task.FromResult<object?>(ManifestEdit.Cell(2, 0, "", "x"));
        _named[nameof(PeopleCommands)] = person;
        _named[nameof(KeyCommands)] = key;
        _named["ScheduleDesk name"] = Schedule;
        _named["NodeDesk key"] = server.Get<NodeIdentity>().Id.Split('/')[^1];
        _named["studyId"] = Study;
        _named["fromStep"] = null;

        // Arguments of hub methods.
        _named["hub Subscribe"] = new object[] { $"{run.Id}", 0 };
        _named["hub SubscribeAll"] = new object[] { "" };
        await SeedCatalogueAsync();
        await SeedTaxonAsync();
        await SeedImagingOrderAsync();
    }

    /// <summary>The address of a route or page, with the examples in place of its parameters.</summary>
    public string PathOf(string pattern) => Parameter().Replace(pattern, m =>
        _values.Where(v => pattern.StartsWith(v.Key.Below, StringComparison.Ordinal) && v.Key.Parameter == m.Groups["name"].Value).Select(v => v.Value).FirstOrDefault()
        ?? throw new InvalidOperationException($"Say in RoleExamples what stands for {m.Value} of {pattern}."));

    public HttpRequestMessage RequestOf(string route)
    {
        var (method, path) = (route.Split(' ')[0], route.Split(' ')[1]);
        // A route for any method is asked with the one its clients use.
        var verb = method != "ANY" ? HttpMethod.Parse(method) : path.EndsWith("/negotiate", StringComparison.Ordinal) || path.EndsWith("/disconnect", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get;
        var request = new HttpRequestMessage(verb, PathOf(path));
        request.Headers.IfMatch.ParseAdd("\"old\"");
        request.Content = verb == HttpMethod.Get ? null : _bodies.GetValueOrDefault(route)?.Invoke() ?? JsonContent.Create(new { });
        return request;
    }

    public async Task<object?[]> ArgumentsOfAsync(MethodInfo command, Actor by)
    {
        var arguments = new List<object?>();
        foreach (var parameter in command.GetParameters())
        {
            arguments.Add(parameter.ParameterType == typeof(Actor) ? by : await ArgumentOfAsync(command, parameter));
        }

        return [.. arguments];
    }

    public object[] HubArgumentsOf(string door) => _named.GetValueOrDefault(door) as object[] ?? throw new InvalidOperationException($"Say in RoleExamples what {door} is called with.");

    /// <summary>Where the hub of a method listens.</summary>
    public Uri HubOf(string door) => new(server.Url, Doors.Hubs().Single(h => Doors.HubMethods(h).Any(m => $"hub {m.Name}" == door)).Name switch
    {
        nameof(Portal.Runs.RunHub) => "/hubs/runs",
        var other => throw new InvalidOperationException($"Say in RoleExamples where {other} listens."),
    });

    public object CommandsOf(Type type) => server.Services.GetService(type) ?? throw new InvalidOperationException($"{type.Name} is not registered.");

    private async Task<object?> ArgumentOfAsync(MethodInfo command, ParameterInfo parameter) => parameter switch
    {
        _ when _arguments.TryGetValue(parameter.ParameterType, out var make) => await make(),
        _ when _named.TryGetValue($"{command.DeclaringType!.Name} {parameter.Name}", out var value) => value,
        _ when _named.TryGetValue(parameter.Name!, out var value) => value,
        { ParameterType: var t } when t == typeof(Guid) => _named.GetValueOrDefault(command.DeclaringType!.Name) ?? throw Unknown(command, parameter),
        { ParameterType: var t } when t == typeof(string) => "words",
        { ParameterType: var t } when t == typeof(CancellationToken) => CancellationToken.None,
        { ParameterType: var t } when t == typeof(bool) => true,
        { ParameterType.IsEnum: true } => Enum.GetValues(parameter.ParameterType).GetValue(0),
        { ParameterType: var t } when t.IsAssignableTo(typeof(Delegate)) => null,
        _ => throw Unknown(command, parameter),
    };

    private static InvalidOperationException Unknown(MethodInfo command, ParameterInfo parameter) =>
        new($"Say in RoleExamples what stands for {parameter.ParameterType.Name} {parameter.Name} of {command.DeclaringType!.Name}.{command.Name}.");

    private async Task<StagedManifest> StageAsync() =>
        await server.Get<GwoManifestCommands>().StageAsync($"{Mark}.tsv", new MemoryStream(Manifest), Actor.Portal, CancellationToken.None);

    private static byte[] Manifest => Encoding.UTF8.GetBytes(GwoManifests.Study.Manifest(GwoManifests.Study.Row(1)));

    [GeneratedRegex(@"\{\**(?<name>\w+)(:\w+)?\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Parameter();
}
