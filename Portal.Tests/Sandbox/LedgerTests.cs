using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Sandbox;
using Portal.Sandbox.Faults;
using Portal.Sandbox.Ledger;

namespace Portal.Tests.Sandbox;

public sealed class LedgerTests
{
    private static readonly LedgerWish Wish = new("entry 1", "R-1", 1, "here/1");

    [Fact]
    public async Task An_entry_is_made_once_however_often_it_is_asked_for_and_every_call_is_counted()
    {
        await using var caller = await SandboxCaller.StartAsync();

        (await caller.Http.PutAsJsonAsync("ledger/a", Wish)).StatusCode.ShouldBe(HttpStatusCode.Created);
        using var again = await caller.Http.PutAsJsonAsync("ledger/a", Wish with { What = "something else", Attempt = 2 });

        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await again.Content.ReadFromJsonAsync<LedgerReceipt>())!.What.ShouldBe("entry 1");
        (await caller.Http.GetFromJsonAsync<LedgerReceipt>("ledger/a"))!.Number.ShouldBe(1);
        var entry = caller.Host.Ledger.All.ShouldHaveSingleItem();
        entry.Writes.ShouldBe(2);
        entry.Calls.Select(c => (c.Method, c.By?.Attempt)).ShouldBe([("PUT", 1), ("PUT", 2), ("GET", null)]);
    }

    [Fact]
    public async Task What_was_never_entered_is_not_there_and_is_no_entry()
    {
        await using var caller = await SandboxCaller.StartAsync();

        (await caller.Http.GetAsync("ledger/a")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        caller.Host.Ledger.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Its_faults_are_its_own_and_a_refused_call_never_reached_it()
    {
        await using var caller = await SandboxCaller.StartAsync();
        caller.Host.Faults.Add(new() { Kind = FaultKind.Error, Service = "ledger", Times = 1 });

        (await caller.Http.GetAsync("participants")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await caller.Http.PutAsJsonAsync("ledger/a", Wish)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        caller.Host.Ledger.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_kept_across_a_restart_and_can_be_asked_for_as_a_whole()
    {
        var folder = Directory.CreateTempSubdirectory("ledger-").FullName;
        await using (var before = await SandboxCaller.StartAsync(new SandboxOptions { DataDirectory = folder }))
        {
            await before.Http.PutAsJsonAsync("ledger/a", Wish);
            await before.Http.PutAsJsonAsync("ledger/a", Wish);
        }

        await using var after = await SandboxCaller.StartAsync(new SandboxOptions { DataDirectory = folder });
        await after.Http.PutAsJsonAsync("ledger/b", Wish);

        var all = (await after.Http.GetFromJsonAsync<JsonElement>("_sandbox/ledger")).EnumerateArray().ToList();
        all.Select(e => (e.GetProperty("receipt").GetProperty("id").GetString(), e.GetProperty("receipt").GetProperty("number").GetInt64(), e.GetProperty("writes").GetInt32()))
            .ShouldBe([("a", 1, 2), ("b", 2, 1)]);
        await after.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
