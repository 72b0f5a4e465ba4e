using System.Net;
using System.Security.Cryptography;
using System.Text;
using Portal.Jobs.Outside.Rsync;
using Portal.Sandbox.DigitalOcean;
using Portal.Sandbox.Network;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

/// <summary>rsync over ssh: its exit codes from a script, everything else with the real programs.</summary>
public sealed class SshTests
{
    [Theory]
    [InlineData(new[] { 0 }, true, 1)]
    [InlineData(new[] { 24, 0 }, true, 2)]
    [InlineData(new[] { 24, 24 }, true, 2)] // what is missing is seen when each file is verified
    [InlineData(new[] { 12, 30, 0 }, true, 3)]
    [InlineData(new[] { 255, 255, 255 }, false, 3)]
    [InlineData(new[] { 137, 0 }, true, 2)]
    [InlineData(new[] { 23 }, false, 1)]
    [InlineData(new[] { 11 }, false, 1)]
    [InlineData(new[] { 20 }, false, 1)]
    public async Task A_broken_line_is_tried_again_and_anything_else_is_an_error_at_once(int[] codes, bool whole, int runs)
    {
        using var folder = new TemporaryFolder();
        List<string> ran = [];
        var ssh = new Ssh(new RsyncPatience(2, TimeSpan.FromMilliseconds(1)), TimeProvider.System, (program, arguments, input, _) =>
        {
            ran.Add(program);
            arguments.ShouldNotContain(a => a.Contains("ERR1") || a.Contains("--remove"));
            Encoding.UTF8.GetString(input.Span).ShouldBe("ERR1/a\0ERR1/b");
            return Task.FromResult(new ChildEnd(codes[ran.Count - 1], "rsync: no room\nrsync error: some words\n"));
        });

        var pull = () => ssh.PullAsync(Nowhere, "portal-worker", ["ERR1/a", "ERR1/b"], folder.Path, CancellationToken.None);

        if (whole)
        {
            await pull();
        }
        else
        {
            var failure = await Should.ThrowAsync<RsyncFailedException>(pull);
            failure.Code.ShouldBe(codes[^1]);
            failure.Message.ShouldBe($"Fetching the files of portal-570-0-abcdef failed: {RsyncExit.Words(codes[^1])} (exit code {codes[^1]}: rsync: no room). Everything stays where it is.");
        }

        ran.ShouldBe(Enumerable.Repeat("rsync", runs));
    }

    [Theory]
    [InlineData(RsyncVerdict.Failed, 1, 2, 3, 4, 5, 6, 11, 13, 14, 20, 21, 22, 23, 25)]
    [InlineData(RsyncVerdict.Broken, 10, 12, 30, 35, 255, 143)]
    [InlineData(RsyncVerdict.Vanished, 24)]
    [InlineData(RsyncVerdict.Whole, 0)]
    public void Every_exit_code_has_its_verdict_and_its_words(RsyncVerdict verdict, params int[] codes)
    {
        codes.ShouldAllBe(c => RsyncExit.Of(c) == verdict);
        codes.ShouldAllBe(c => RsyncExit.Words(c) != RsyncExit.Words(99));
    }

    [Fact]
    public async Task Without_the_programs_the_sentence_says_what_to_install()
    {
        using var folder = new TemporaryFolder();
        var ssh = new Ssh(new RsyncPatience(2, TimeSpan.Zero), TimeProvider.System, (_, _, _, _) => throw new System.ComponentModel.Win32Exception(2));

        (await Should.ThrowAsync<RsyncFailedException>(() => ssh.PullAsync(Nowhere, "x", ["a"], folder.Path, CancellationToken.None))).Message.ShouldContain("Install rsync and openssh-client on every node.");
    }

    [Fact]
    public async Task A_transfer_that_was_killed_in_the_middle_goes_on_where_it_was_and_is_whole()
    {
        using var folder = new TemporaryFolder();
        using var cloud = Cloud(folder);
        var droplet = cloud.Create(new("a", "nyc3", "s", [], "#!/bin/bash\n"))!;
        await using var line = new TroubledLine(new IPEndPoint(IPAddress.Parse(droplet.Address), droplet.Port));
        var ssh = new Ssh(new RsyncPatience(2, TimeSpan.FromMilliseconds(10)), TimeProvider.System);
        var place = new SshPlace("a", IPAddress.Loopback, line.Port, Environment.UserName, cloud.KeyFile!, HostKey: null);
        await Eventually.IsAsync(async () => (await ssh.MeetAsync(place, CancellationToken.None)).HostKey is not null, "sshd to answer");
        var content = RandomNumberGenerator.GetBytes(8 << 20);
        Directory.CreateDirectory(Path.Combine(droplet.Folder, "portal-worker", "ERR1"));
        await File.WriteAllBytesAsync(Path.Combine(droplet.Folder, "portal-worker", "ERR1", "ERR1 1.gz"), content);
        var into = Path.Combine(folder.Path, "into");
        line.StallAfter = line.Answered + (4 << 20);

        using var kill = new CancellationTokenSource();
        var first = ssh.PullAsync(place, "portal-worker", ["ERR1/ERR1 1.gz"], into, kill.Token);
        await Eventually.IsAsync(() => Directory.Exists(into) && Directory.EnumerateFiles(into, "*", SearchOption.AllDirectories).Any(f => new FileInfo(f).Length > 1 << 20), "the first of it to arrive");
        await kill.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);

        var arrived = Path.Combine(into, "ERR1", "ERR1 1.gz");
        await Eventually.IsAsync(() => File.Exists(arrived), "the part to be kept");
        new FileInfo(arrived).Length.ShouldBeInRange(1 << 20, content.Length - 1);
        line.StallAfter = null;
        line.Cut();
        var before = line.Answered;
        await ssh.PullAsync(place, "portal-worker", ["ERR1/ERR1 1.gz"], into, CancellationToken.None);

        (await File.ReadAllBytesAsync(arrived)).ShouldBe(content);
        (line.Answered - before).ShouldBeLessThan(content.Length - (1 << 20)); // the rest, and not all of it
        File.Exists(Path.Combine(droplet.Folder, "portal-worker", "ERR1", "ERR1 1.gz")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_machine_whose_key_changed_is_not_spoken_to_and_both_fingerprints_are_told()
    {
        using var folder = new TemporaryFolder();
        using var cloud = Cloud(folder);
        var droplet = cloud.Create(new("a", "nyc3", "s", [], "#!/bin/bash\n"))!;
        var ssh = new Ssh(new RsyncPatience(0, TimeSpan.Zero), TimeProvider.System);
        var place = new SshPlace("a", IPAddress.Parse(droplet.Address), droplet.Port, Environment.UserName, cloud.KeyFile!, HostKey: null);
        string? key = null;
        await Eventually.IsAsync(async () => (key = (await ssh.MeetAsync(place, CancellationToken.None)).HostKey) is not null, "sshd to answer");
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(droplet.Folder, "portal-worker")).FullName, "a");
        await File.WriteAllTextAsync(file, "a");
        await ssh.PullAsync(place with { HostKey = key }, "portal-worker", ["a"], Path.Combine(folder.Path, "into"), CancellationToken.None);

        var pinned = await FingerprintAsync(droplet);
        droplet.ChangeHostKey();
        var changed = await Should.ThrowAsync<HostKeyChangedException>(() => ssh.RemoveAsync(place with { HostKey = key }, "portal-worker", ["a"], CancellationToken.None));

        changed.Message.ShouldContain($"It was {pinned} at the first contact and is {await FingerprintAsync(droplet)} now.");
        File.Exists(file).ShouldBeTrue();
        await ssh.RemoveAsync(place, "portal-worker", ["a", "b; touch c"], CancellationToken.None);
        Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(file)!).ShouldBeEmpty();
        cloud.Destroy(droplet.Id);
        Directory.EnumerateDirectories("/proc").Where(p => File.Exists($"{p}/cmdline")).Select(Title).ShouldNotContain(t => t.Contains(droplet.Folder), "nobody outlives the droplet");
    }

    private static SshPlace Nowhere => new("portal-570-0-abcdef", IPAddress.Loopback, 22, "root", "/no/key", HostKey: null);

    private static DigitalOceanState Cloud(TemporaryFolder folder)
    {
        var cloud = new DigitalOceanState(Path.Combine(folder.Path, "droplets"), TimeProvider.System) { BootTime = TimeSpan.Zero };
        Assert.SkipUnless(cloud.KeyFile is not null, cloud.WhyNot);
        return cloud;
    }

    private static async Task<string> FingerprintAsync(SandboxDroplet droplet) =>
        $"SHA256:{Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String((await File.ReadAllTextAsync(Path.Combine(droplet.Folder, "host_key.pub"))).Split(' ')[1]))).TrimEnd('=')}";

    private static string Title(string process)
    {
        try
        {
            return File.ReadAllText($"{process}/cmdline");
        }
        catch (IOException)
        {
            return ""; // it ended meanwhile
        }
    }
}
