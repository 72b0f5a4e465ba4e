using System.Net;
using System.Net.WebSockets;
using System.Reflection;
using Portal.CommandLine;
using Portal.Domain.Accounts;
using Portal.Tests.Support;

namespace Portal.Tests.Architecture;

/// <summary>The README says who may what; here the portal is asked whether it is so, at every door and for every role.</summary>
public sealed class RoleTableTests(TestDatabase database)
{
    private static readonly Dictionary<string, string?> Settings = new() { ["Limits:SignInsPerMinute"] = "1000" };

    [Fact]
    public async Task The_table_names_every_door_once_and_none_that_is_not_there()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        IEnumerable<string> there = [.. Doors.Routes(server), .. Doors.Pages(server), .. Doors.HubMethods(), .. Doors.Commands(), .. Doors.Verbs()];

        var named = RoleTable.Read().SelectMany(r => r.Doors).ToList();

        there.Except(named).ShouldBeEmpty("these are not in the table of the README, “Who may what”");
        named.Except(there).ShouldBeEmpty("the table of the README names these, but they are not there");
        named.GroupBy(d => d).Where(g => g.Count() > 1).Select(g => g.Key).ShouldBeEmpty("these are in more than one row");
    }

    [Fact]
    public async Task Every_route_answers_each_role_as_the_table_says() => await HoldAsync(d => d.Split(' ') is [_, ['/', ..]], async (row, door, caller, examples) =>
    {
        using var request = examples.RequestOf(door);
        using var answer = row.Reach == Reach.Own ? await caller.Browser.Http.SendAsync(request) : await caller.Program.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var refused = answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound || LeadsToSignIn(answer.Headers.Location?.ToString());
        if (refused && caller.Role is null)
        {
            (answer.StatusCode == HttpStatusCode.Unauthorized || !door.Contains(" /api/")).ShouldBeTrue($"{door} answers nobody with {answer.StatusCode} instead of 401");
        }

        return new(!refused, $"{(int)answer.StatusCode}", refused ? "" : await answer.Content.ReadAsStringAsync());
    });

    [Fact]
    public async Task Every_page_opens_for_each_role_as_the_table_says() => await HoldAsync(d => d.StartsWith('/'), async (_, door, caller, examples) =>
    {
        var answer = await caller.Browser.GetAsync(examples.PathOf(door));
        var refused = answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound && door != "/not-found" || LeadsToSignIn(answer.Location);
        return new(!refused, $"{(int)answer.Status} {answer.Location}", answer.Text);
    });

    [Fact]
    public async Task Every_hub_method_answers_each_role_as_the_table_says() => await HoldAsync(d => d.StartsWith("hub "), async (_, door, caller, examples) =>
    {
        try
        {
            var first = await HubCaller.FirstAsync(examples.HubOf(door), caller.ApiKey, door[4..], examples.HubArgumentsOf(door));
            return new(first is not null, "", $"{first}");
        }
        catch (WebSocketException refused)
        {
            return new(false, refused.Message, "");
        }
    });

    [Fact]
    public async Task Every_command_obeys_each_role_as_the_table_says() => await HoldAsync(d => d.Split('.') is [_, _] && !d.Contains(' '), async (row, door, caller, examples) =>
    {
        var refusals = new List<string>();
        var commands = Doors.CommandMethods().Where(m => $"{m.DeclaringType!.Name}.{m.Name}" == door).ToList();
        foreach (var command in commands)
        {
            try
            {
                var by = row.Reach == Reach.Own ? caller.Person : caller.Key;
                var arguments = await examples.ArgumentsOfAsync(command, by);
                await (Task)command.Invoke(examples.CommandsOf(command.DeclaringType!), BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
            }
            catch (Exception refusal) when (refusal is NotAllowedException or NotFoundException)
            {
                refusals.Add(refusal.Message);
            }
            catch (Exception rule) when (rule is Portal.Domain.RuleException or Portal.Domain.Runs.IllegalMoveException)
            {
                // It was allowed; the state of the example says no.
            }
        }

        return new(refusals.Count == 0, string.Join(" ", refusals), "");
    });

    [Fact]
    public void Only_this_machines_verbs_do_without_a_key()
    {
        var local = PortalCommandLine.LocalVerbs(CommandConsole.System).Select(v => v.Build().Name).Append("serve").ToList();

        foreach (var row in RoleTable.Read())
        {
            row.Doors.Where(d => d.StartsWith("portal ")).ShouldAllBe(d => local.Contains(d.Split(' ')[1]) == (row.Reach == Reach.Machine), row.Action);
        }
    }

    private async Task HoldAsync(Func<string, bool> kind, Func<RoleRow, string, RoleCaller, RoleExamples, Task<Outcome>> call)
    {
        using var results = new TemporaryFolder();
        RoleExamples.LayDown(results.Path);
        var settings = new Dictionary<string, string?>(Settings) { ["GenomeCatalogues:ResultsRoot"] = results.Path };
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), settings, RoleExamples.Script().Register());
        var examples = new RoleExamples(server);
        await examples.SeedAsync();
        using var callers = await RoleCallers.MakeAsync(server);
        var wrong = new List<string>();
        var asked = 0;
        foreach (var row in RoleTable.Read().Where(r => r.Reach != Reach.Machine))
        {
            foreach (var door in row.Doors.Where(kind))
            {
                foreach (var caller in (IEnumerable<RoleCaller>)[callers.Anonymous, .. callers.In(Scopes.Everything), .. row.Reach == Reach.Portal ? [] : callers.In(RoleExamples.Scope)])
                {
                    asked++;
                    Compare(row.May(caller.Role), await call(row, door, caller, examples), caller, door);
                }

                if (row.Reach is Reach.Scope or Reach.Portal)
                {
                    // A list stays open and shows nothing of the other study; everything else is not there.
                    var list = row.Reach == Reach.Scope && IsList(door);
                    var outcome = await call(row, door, callers.Elsewhere, examples);
                    Compare(list, outcome, callers.Elsewhere, door);
                    if (outcome.Said.Contains(RoleExamples.Mark))
                    {
                        wrong.Add($"{door} shows what is not theirs to {callers.Elsewhere}");
                    }
                }
            }
        }

        asked.ShouldBeGreaterThan(0);
        wrong.ShouldBeEmpty("otherwise than the table of the README says");

        void Compare(bool may, Outcome outcome, RoleCaller caller, string door)
        {
            if (may != outcome.Allowed)
            {
                wrong.Add($"{door} {(outcome.Allowed ? "lets" : "refuses")} {caller} ({outcome.How})");
            }
        }
    }

    private static bool IsList(string door) => !door.Contains('{') && (door.StartsWith("GET ") || door.StartsWith('/') || door == "hub SubscribeAll");

    private static bool LeadsToSignIn(string? location) => location?.Contains("/sign-in?ReturnUrl", StringComparison.Ordinal) == true || location?.Contains("/access-denied", StringComparison.Ordinal) == true;

    private sealed record Outcome(bool Allowed, string How, string Said);
}
