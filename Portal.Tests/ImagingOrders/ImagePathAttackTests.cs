using System.Diagnostics;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>Every way out of the group's folder: refused, and written down, when looking and when ordering.</summary>
public sealed class ImagePathAttackTests(TestDatabase database)
{
    public static TheoryData<string> Attacks => ["../other/secret.tif", "/etc/passwd", "labA/../../other/secret.tif", "a\0.tif", "a\n.tif", "labA//a.tif",
        "link-file.tif", "link-folder/secret.tif", "link-absolute/hostname", "link-to-other/secret.tif", "link-to-mount/labs/other/secret.tif", "link.zarr"];

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task A_path_that_leads_out_is_refused_and_audited(string path)
    {
        await using var share = await ShareWithLinksOutAsync();

        (await Should.ThrowAsync<RuleException>(() => share.CheckAsync(path))).ShouldSatisfyAllConditions(e => e.Rule.ShouldBe("path"), e => e.Status.ShouldBe(403), e => e.Message.ShouldNotContain("\0"));
        (await Should.ThrowAsync<RuleException>(() => share.ListAsync(path))).Rule.ShouldBe("path");

        var entries = await share.RefusedAsync();
        entries.Count.ShouldBe(2);
        entries.ShouldAllBe(e => e.Scope == "omero-group:Demuth lab" && e.Subject.StartsWith("Demuth lab · ", StringComparison.Ordinal) && e.Why!.Length > 0);
    }

    [Fact]
    public async Task Links_that_lead_out_are_not_even_shown_and_those_that_stay_inside_are_followed()
    {
        await using var share = await ShareWithLinksOutAsync();
        share.Write("labA/a.tif");
        File.CreateSymbolicLink(share.At("inside.tif"), share.At("labA/a.tif"));

        (await share.ListAsync("")).Entries.Select(e => e.Name).ShouldBe(["labA", "inside.tif"]);
        (await share.CheckAsync("inside.tif")).ShouldBe([Path.Combine(share.Mount, "labs/demuth/labA/a.tif")]);
        (await share.RefusedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_swapped_for_a_link_after_it_was_looked_at_is_refused_when_it_is_used()
    {
        await using var share = await ImageShare.CreateAsync(database);
        share.Write("labA/secret.tif", "mine");
        File.WriteAllText(Path.Combine(share.Mount, "labs/other/secret.tif"), "theirs");
        (await share.CheckAsync("labA/secret.tif")).Single().ShouldEndWith("labs/demuth/labA/secret.tif");

        Directory.Move(share.At("labA"), share.At("labA-away"));
        Directory.CreateSymbolicLink(share.At("labA"), Path.Combine(share.Mount, "labs/other"));

        (await Should.ThrowAsync<RuleException>(() => share.CheckAsync("labA/secret.tif"))).Rule.ShouldBe("path");
        (await share.RefusedAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task While_a_folder_is_swapped_for_a_link_and_back_without_pause_nothing_outside_is_ever_given()
    {
        await using var share = await ImageShare.CreateAsync(database);
        share.Write("labA/secret.tif", "mine");
        share.Write("spare/keep.tif");
        File.WriteAllText(Path.Combine(share.Mount, "labs/other/secret.tif"), "theirs, and longer");
        Directory.CreateSymbolicLink(share.At("evil"), Path.Combine(share.Mount, "labs/other"));
        using var group = share.Folders.Open(ImageShare.Group);
        using var stop = new CancellationTokenSource();
        var swapping = Task.Run(() => Swap(share, stop.Token));

        for (var i = 0; i < 5_000; i++)
        {
            try
            {
                using var entry = group.Look("labA/secret.tif");
                if (entry is not null)
                {
                    (entry.Size, group.Ordered(entry)).ShouldBe((4, Path.Combine(share.Mount, $"labs/demuth/{(entry.Real.Contains("labA-real", StringComparison.Ordinal) ? "labA-real" : "labA")}/secret.tif")));
                }
            }
            catch (PathRefusedException)
            {
                // It led out at that moment: just what should be refused.
            }
        }

        await stop.CancelAsync();
        await swapping;
    }

    [Fact]
    public async Task A_groups_folder_that_is_a_link_out_of_the_mount_is_refused()
    {
        await using var share = await ImageShare.CreateAsync(database);
        Directory.Delete(share.At(""));
        Directory.CreateSymbolicLink(Path.Combine(share.Mount, "labs/demuth"), "/etc");

        (await Should.ThrowAsync<RuleException>(() => share.ListAsync(""))).Rule.ShouldBe("group-folder");
    }

    [Fact]
    public async Task A_pipe_and_a_folder_cannot_be_ordered_and_do_not_block()
    {
        await using var share = await ImageShare.CreateAsync(database);
        Directory.CreateDirectory(share.At("folder.tif"));
        using (var mkfifo = Process.Start("mkfifo", share.At("pipe.tif")))
        {
            await mkfifo.WaitForExitAsync();
        }

        (await Should.ThrowAsync<RuleException>(() => share.CheckAsync("pipe.tif"))).Rule.ShouldBe("not-an-image");
        (await Should.ThrowAsync<RuleException>(() => share.CheckAsync("folder.tif"))).Rule.ShouldBe("not-an-image");
        (await share.ListAsync("")).Entries.Select(e => e.Name).ShouldBe(["folder.tif"]);
    }

    [Fact]
    public async Task Who_has_no_role_in_the_group_does_not_learn_that_it_exists()
    {
        await using var share = await ImageShare.CreateAsync(database);
        var stranger = new Actor("key:" + Guid.CreateVersion7(), "Stranger", "api");

        await Should.ThrowAsync<NotFoundException>(() => share.Files.ListAsync(new FileQuestion(ImageShare.Group, ""), stranger, CancellationToken.None));
    }

    private async Task<ImageShare> ShareWithLinksOutAsync()
    {
        var share = await ImageShare.CreateAsync(database);
        var other = Path.Combine(share.Mount, "labs/other");
        File.WriteAllText(Path.Combine(other, "secret.tif"), "theirs");
        Directory.CreateDirectory(share.At("labA"));
        File.CreateSymbolicLink(share.At("link-file.tif"), Path.Combine(other, "secret.tif"));
        Directory.CreateSymbolicLink(share.At("link-folder"), "../other");
        Directory.CreateSymbolicLink(share.At("link-absolute"), "/etc");
        Directory.CreateSymbolicLink(share.At("link-to-other"), other);
        Directory.CreateSymbolicLink(share.At("link-to-mount"), share.Mount);
        Directory.CreateSymbolicLink(share.At("link.zarr"), other);
        return share;
    }

    private static void Swap(ImageShare share, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Directory.Move(share.At("labA"), share.At("labA-real"));
            Directory.Move(share.At("evil"), share.At("labA"));
            Directory.Move(share.At("labA"), share.At("evil"));
            Directory.Move(share.At("labA-real"), share.At("labA"));
        }
    }
}
