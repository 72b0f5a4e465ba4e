using Microsoft.Extensions.Options;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.GenomeCatalogues;
using Portal.GenomeCatalogues;
using Portal.Jobs.GenomeCatalogues;
using Portal.Sandbox.Catalogues;
using Portal.Tests.Support;

namespace Portal.Tests.GenomeCatalogues;

public sealed class ResultsBrowserTests : IDisposable
{
    private static readonly Grants Curator = new([new Grant(Scopes.Everything, Role.Curator)]);
    private readonly TemporaryFolder _root = new();
    private readonly TemporaryFolder _outside = new();

    public void Dispose()
    {
        _root.Dispose();
        _outside.Dispose();
    }

    [Fact]
    public void A_folder_with_a_website_is_recognised_and_says_what_it_holds()
    {
        new MadeUpCatalogue(CatalogueType.Eukaryotes, 3).WriteTo(Path.Combine(_root.Path, "genomes", "sheep-rumen", "v1.0"));

        Look("genomes/sheep-rumen")!.Folders.ShouldBe([new ResultsEntry("v1.0", "genomes/sheep-rumen/v1.0", IsResults: true)]);
        Look("genomes/sheep-rumen/v1.0")!.Guess.ShouldBe(new ResultsGuess("genomes/sheep-rumen/v1.0", "website", "Sheep rumen", "1.0", CatalogueType.Eukaryotes, "root:Host-associated:Human:Digestive system", 3));
        Look("")!.Guess.ShouldBeNull();
    }

    [Fact]
    public void A_folder_of_genomes_without_a_website_is_one_as_well()
    {
        new MadeUpCatalogue(CatalogueType.Prokaryotes, 2).WriteTo(Path.Combine(_root.Path, "x"));
        Directory.CreateDirectory(Path.Combine(_root.Path, "skin"));
        Directory.Move(Path.Combine(_root.Path, "x", "website"), Path.Combine(_root.Path, "skin", "2.0"));

        var guess = Look("skin/2.0")!.Guess!;

        (guess.ResultsDirectory, guess.CatalogueDirectory, guess.Name, guess.Version, guess.Type).ShouldBe(("skin", "2.0", "Skin", "2.0", CatalogueType.Prokaryotes));
    }

    [Fact]
    public void Nothing_outside_the_root_is_listed_or_opened()
    {
        Directory.CreateDirectory(Path.Combine(_root.Path, "inside"));
        Directory.CreateSymbolicLink(Path.Combine(_root.Path, "leak"), _outside.Path);
        Directory.CreateSymbolicLink(Path.Combine(_root.Path, "again"), Path.Combine(_root.Path, "inside"));

        Look("")!.Folders.Select(f => f.Name).ShouldBe(["again", "inside"]);
        foreach (var path in (string[])["leak", "../..", _outside.Path])
        {
            Should.Throw<RuleException>(() => Look(path)).Status.ShouldBe(403, path);
        }
    }

    [Fact]
    public void Only_curators_of_the_whole_portal_look() =>
        Should.Throw<NotAllowedException>(() => Browser().Look("", new Grants([new Grant(Scopes.Everything, Role.Viewer), new Grant("study:SD_ME0WME0W", Role.Admin)])));

    private ResultsListing? Look(string path) => Browser().Look(path, Curator);

    private ResultsBrowser Browser()
    {
        var options = Options.Create(new GenomeCatalogueOptions { ResultsRoot = _root.Path });
        var root = new ResultsRoot(options);
        return new(root, new GenomeDownloads(root), options);
    }
}
