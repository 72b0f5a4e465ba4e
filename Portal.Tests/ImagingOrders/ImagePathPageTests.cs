using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.Housekeeping;
using Portal.Jobs.ImagingOrders.Drafts;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>Ways out of the group's folder by the pages' doors: addresses, drafts, templates. One portal for all of it.</summary>
public sealed class ImagePathPageTests(TestDatabase database)
{
    private const string Group = "Demuth lab";

    [Fact]
    public async Task A_page_refuses_every_path_that_leads_out_says_so_and_it_is_audited()
    {
        using var share = new TemporaryFolder();
        var (here, there) = (Directory.CreateDirectory(Path.Combine(share.Path, "demuth")).FullName, Directory.CreateDirectory(Path.Combine(share.Path, "other")).FullName);
        await File.WriteAllTextAsync(Path.Combine(there, "secret.tif"), "theirs");
        await File.WriteAllTextAsync(Path.Combine(here, "mine.tif"), "mine");
        Directory.CreateSymbolicLink(Path.Combine(here, "link"), "../other");
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), new Dictionary<string, string?> { ["ImagingOrders:Mount"] = share.Path, [$"ImagingOrders:GroupFolders:{Group}"] = "demuth", ["ImagingOrders:DraftDays"] = "30" });
        using var curator = await server.ClientAsync(Role.Curator, $"omero-group:{Group}");
        Task<string> PageAsync(string query) => curator.GetStringAsync($"/imaging-orders/new?{query}");

        foreach (var attack in new[] { "../other", "/etc", "a/../../other", "a\0b", "a\nb", "link", "link/secret.tif", "a//b" })
        {
            var page = WebUtility.HtmlDecode(await PageAsync($"group={Uri.EscapeDataString(Group)}&path={Uri.EscapeDataString(attack)}"));

            page.ShouldContain("is refused", customMessage: attack);
            page.ShouldNotContain("secret.tif</span>", customMessage: attack);
            (await RefusedAsync(server)).ShouldBe(1, attack);
        }

        (await PageAsync($"group={Uri.EscapeDataString("Other lab")}&path=")).ShouldNotContain("secret");

        // Drafts that hold such paths: written past the commands, or sound until a folder was swapped for a link.
        var draft = await DraftAsync(server, "mine.tif", "../other/secret.tif", "link/secret.tif", "a\nb.lif#1");
        foreach (var step in new[] { "files", "options", "create" })
        {
            var page = WebUtility.HtmlDecode(await PageAsync($"draft={draft.Id}&step={step}"));

            page.ShouldContain("3 paths of this draft lead out of the folder of Demuth lab and are left out.");
            page.ShouldNotContain("secret.tif");
            (await RefusedAsync(server)).ShouldBe(3, step);
        }

        (await Should.ThrowAsync<Domain.RuleException>(() => server.Get<OrderDraftCommands>().SaveAsync(Group, Guid.NewGuid(), 0, new() { Paths = ["../other/secret.tif"] }, Actor.Portal, CancellationToken.None))).Rule.ShouldBe("path");
        (await RefusedAsync(server)).ShouldBe(1);

        // A template with paths, however it came by them, brings none along.
        await using (var db = server.Db())
        {
            var template = OrderTemplate.Of(Group, "Evil", Actor.Portal);
            template.Write(new() { Paths = ["../other/secret.tif"], User = "alice" }, DateTimeOffset.UtcNow);
            template.Choice.Paths.ShouldBeEmpty();
        }

        // The list of drafts says how long they are kept, and then they go.
        (await curator.GetStringAsync("/imaging-orders/drafts")).ShouldContain("kept until");
        var old = server.Services.GetServices<IRetentionRule>().OfType<OldDrafts>().Single();
        (await old.RemoveAsync(CancellationToken.None)).ShouldBeNull();
        await using (var db = server.Db())
        {
            await db.Database.ExecuteSqlAsync($"UPDATE portal.order_draft SET updated_at = updated_at - interval '31 days'");
        }

        (await old.RemoveAsync(CancellationToken.None)).ShouldBe("1 draft of an imaging order");
        (await curator.GetStringAsync("/imaging-orders/drafts")).ShouldContain("You have no drafts");
        (await PageAsync($"draft={draft.Id}")).ShouldContain("This draft is gone");
    }

    // Counts what was refused since it was asked last.
    private static async Task<int> RefusedAsync(PortalServer server)
    {
        await using var db = server.Db();
        var refused = await db.AuditEntries.Where(a => a.Action == "imaging-files.refuse").ToListAsync();
        refused.ShouldAllBe(r => r.Scope == $"omero-group:{Group}" && r.Why != null);
        db.RemoveRange(refused);
        await db.SaveChangesAsync();
        return refused.Count;
    }

    private static async Task<OrderDraft> DraftAsync(PortalServer server, params string[] paths)
    {
        await using var db = server.Db();
        var curator = await db.ApiKeys.AsNoTracking().SingleAsync();
        var draft = OrderDraft.Of(Guid.NewGuid(), $"key:{curator.Id}", Group, DateTimeOffset.UtcNow);
        draft.Write(new() { Paths = paths, Destinations = [new(DestinationType.Dataset, 5)] }, DateTimeOffset.UtcNow);
        db.Add(draft);
        await db.SaveChangesAsync();
        return draft;
    }
}
