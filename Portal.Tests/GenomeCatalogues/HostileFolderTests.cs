using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;
using Portal.Jobs.GenomeCatalogues;
using Portal.Sandbox.Catalogues;
using Portal.Tests.Support;

namespace Portal.Tests.GenomeCatalogues;

/// <summary>Folders laid down by somebody who means no good. Each gets a sentence, and nothing is written.</summary>
public sealed class HostileFolderTests(TestDatabase database)
{
    private const string Genome = "MGYG000000001";

    public static TheoryData<string, string, string> Traps => new()
    {
        { "link-out", "G14-unreadable", "It leads out of the results folder, to /etc/hostname" },
        { "link-to-zero", "G14-unreadable", "It leads out of the results folder, to /dev/zero" },
        { "pipe", "G14-unreadable", "It is a pipe or socket, not a file" },
        { "folder", "G14-unreadable", "It is a folder, not a file" },
        { "ring", "G14-unreadable", "It cannot be opened: Too many levels of symbolic links" },
        { "dangling", "G14-unreadable", "It cannot be opened: No such file or directory" },
        { "gigabyte", "G15-too-large", "It has 1,073,741,824 bytes; 5,000,000 are the most for a file of this kind" },
        { "not-utf8", "G03-json-malformed", "It is no JSON: " },
        { "deep", "G03-json-malformed", "It is no JSON: " },
    };

    [Theory]
    [MemberData(nameof(Traps))]
    public async Task A_genomes_json_that_is_a_trap_gets_a_sentence(string trap, string code, string sentence)
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var folder = world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 2), "gut/1.0");
        Lay(trap, Path.Combine(folder, "website", Genome, $"{Genome}.json"));

        var (run, allocated) = await WatchedAsync(world, folder);

        run.State.ShouldBe(RunState.Failed);
        var problem = (await world.ProblemsAsync(run.Id)).Where(p => p.StartsWith("error", StringComparison.Ordinal)).ShouldHaveSingleItem().Split('\t');
        (problem[1], problem[3]).ShouldBe((code, $"{Genome}/{Genome}.json"));
        problem[4].ShouldStartWith(sentence);
        allocated.ShouldBeLessThan(400); // MiB while a gigabyte lies there
        await NothingWrittenAsync(world);
    }

    [Theory]
    [InlineData("link-out")]
    [InlineData("link-to-zero")]
    [InlineData("pipe")]
    [InlineData("folder")]
    [InlineData("ring")]
    public async Task A_file_to_download_or_a_table_that_is_a_trap_gets_a_sentence(string trap)
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var folder = world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 1), "gut/1.0");
        var genome = Path.Combine(folder, "website", Genome, "genome");
        Lay(trap, Path.Combine(genome, $"{Genome}.fna"));
        Lay(trap, Path.Combine(genome, $"{Genome}_cog_summary.tsv"));
        Lay(trap, Path.Combine(folder, "website", "phylo_tree.json"));
        Lay(trap, Path.Combine(folder, "website", "catalogue_summary.json"));

        var (run, _) = await WatchedAsync(world, folder);

        run.State.ShouldBe(RunState.Failed);
        (await world.ProblemsAsync(run.Id)).Select(p => p.Split('\t')).Where(p => p[1] == "G14-unreadable").Select(p => p[3]).Distinct().ShouldBe(
            ["catalogue_summary.json", "phylo_tree.json", $"{Genome}/genome/{Genome}.fna", $"{Genome}/genome/{Genome}_cog_summary.tsv"], ignoreOrder: true);
        await NothingWrittenAsync(world);
    }

    [Fact]
    public async Task A_genomes_folder_that_leads_out_is_never_read()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var folder = world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 1), "gut/1.0");
        var outside = Directory.CreateTempSubdirectory("portal-outside-").FullName;
        new MadeUpCatalogue(CatalogueType.Prokaryotes, 1, From: 2).WriteTo(outside);
        Directory.CreateSymbolicLink(Path.Combine(folder, "website", "MGYG000000002"), Path.Combine(outside, "website", "MGYG000000002"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "website", "MGYG000000003"), Path.Combine(folder, "website", "MGYG000000003"));

        var run = await world.ImportAsync(CatalogueWorld.Wish(folder));

        run.State.ShouldBe(RunState.Failed);
        (await world.ProblemsAsync(run.Id)).ShouldContain(p => p.StartsWith("error\tG14-unreadable\tMGYG000000002\tMGYG000000002/MGYG000000002.json\tIt leads out of the results folder", StringComparison.Ordinal));
        await NothingWrittenAsync(world);
        Directory.Delete(outside, recursive: true);
    }

    [Fact]
    public async Task Results_or_a_catalogue_behind_a_link_that_leads_out_are_refused()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        Directory.CreateSymbolicLink(Path.Combine(world.Root, "out"), "/etc");
        Directory.CreateSymbolicLink(Path.Combine(world.Root, "ring"), Path.Combine(world.Root, "ring"));
        var root = world.Server.Get<ResultsRoot>();

        Should.Throw<Portal.Domain.RuleException>(() => root.Folder("out")).Status.ShouldBe(403);
        Should.Throw<Portal.Domain.RuleException>(() => root.Folder("out/ssl")).Status.ShouldBe(403);
        Should.Throw<Portal.Domain.RuleException>(() => root.Folder("../")).Status.ShouldBe(403);
        Should.Throw<Portal.Domain.RuleException>(() => root.Folder("ring")).Status.ShouldBe(404);
    }

    [Theory]
    [InlineData("{\"Total proteins\": \"a\\u0000b\"}")]
    [InlineData("{\"Total proteins\": 1e400}")]
    [InlineData("{\"Total \\ud800\": 1}")]
    [InlineData("[1]")]
    [InlineData("{")]
    public async Task A_summary_that_cannot_be_kept_is_left_out_with_a_warning(string summary)
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var folder = world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 1), "gut/1.0");
        await File.WriteAllTextAsync(Path.Combine(folder, "website", "catalogue_summary.json"), summary);

        var run = await world.ImportedAsync(CatalogueWorld.Wish(folder));

        (await world.ProblemsAsync(run.Id)).ShouldContain(p => p.StartsWith("warning\tW05-summary-missing", StringComparison.Ordinal));
        (await world.GetAsync("genome-catalogues/human-gut-v1-0")).GetProperty("otherStats").EnumerateObject().ShouldBeEmpty();
    }

    [Fact]
    public void A_file_that_changes_while_it_is_read_is_told()
    {
        using var root = new TemporaryFolder();
        var (file, told) = (Path.Combine(root.Path, "t.tsv"), new List<GenomeProblem>());
        File.WriteAllText(file, "before");
        var folder = new ResultsFolder(root.Path, root.Path, new GenomeCatalogueOptions(), whileReading: () => File.AppendAllText(file, " and after"));

        folder.Json("t.tsv", told.Add).ShouldBeNull();

        told.ShouldHaveSingleItem().Rule.ShouldBe(GenomeRules.Changed);
    }

    private static void Lay(string trap, string path)
    {
        File.Delete(path);
        switch (trap)
        {
            case "link-out": File.CreateSymbolicLink(path, "/etc/hostname"); break;
            case "link-to-zero": File.CreateSymbolicLink(path, "/dev/zero"); break;
            case "pipe": Process.Start("mkfifo", [path]).WaitForExit(); break;
            case "folder": Directory.CreateDirectory(path); break;
            case "ring": File.CreateSymbolicLink(path, path); break;
            case "dangling": File.CreateSymbolicLink(path, Path.Combine(Path.GetDirectoryName(path)!, "nothing")); break;
            case "gigabyte": using (var file = File.Create(path)) { file.SetLength(1L << 30); } break;
            case "not-utf8": File.WriteAllBytes(path, [(byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)':', (byte)'1', (byte)'}']); break;
            case "deep": File.WriteAllText(path, new string('[', 100_000)); break;
            default: throw new ArgumentOutOfRangeException(nameof(trap));
        }
    }

    private static async Task<(Run Run, double AllocatedMiB)> WatchedAsync(CatalogueWorld world, string folder)
    {
        var before = GC.GetTotalAllocatedBytes();
        var run = await world.ImportAsync(CatalogueWorld.Wish(folder));
        return (run, (GC.GetTotalAllocatedBytes() - before) / 1024d / 1024d);
    }

    private static async Task NothingWrittenAsync(CatalogueWorld world)
    {
        await using var db = world.Server.Db();
        (await db.Set<CatalogueSeries>().AnyAsync() || await db.Set<CatalogueRelease>().AnyAsync() || await db.Set<Genome>().AnyAsync() || await db.Set<GenomeSnapshot>().AnyAsync()).ShouldBeFalse();
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("portal-folder-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
