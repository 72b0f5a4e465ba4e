using System.Net.Http.Json;
using Portal.Domain.Accounts;
using Portal.Domain.GenomeCatalogues;
using Portal.GenomeCatalogues;
using Portal.Jobs.GenomeCatalogues;
using Portal.Sandbox.Catalogues;
using Portal.Tests.Support;

namespace Portal.Tests.Architecture;

/// <summary>A published catalogue of two genomes, and the scan it was looked at by.</summary>
internal sealed partial class RoleExamples
{
    private static readonly CatalogueWish Wish = new()
    {
        ResultsDirectory = "gut/1.0",
        CatalogueName = "Gut",
        CatalogueVersion = "1.0",
        GoldBiome = "root:Host-associated:Human:Digestive system",
        PipelineVersion = "v2.0",
        CatalogueType = "prokaryotes",
    };

    /// <param name="results">Folder of results of the portal.</param>
    public static void LayDown(string results) => new MadeUpCatalogue(CatalogueType.Prokaryotes, 2).WriteTo(Path.Combine(results, Wish.ResultsDirectory));

    private async Task SeedCatalogueAsync()
    {
        var commands = server.Get<GenomeCatalogueCommands>();
        var scan = await commands.ScanAsync(Wish, Actor.Portal, CancellationToken.None);
        await server.UntilFinalAsync(scan.Id);
        await server.UntilFinalAsync((await commands.ImportAsync(Wish, Actor.Portal, CancellationToken.None)).Id);
        await server.Get<CataloguePublishing>().PublishAsync([Wish.Slug], null, Actor.Portal, CancellationToken.None);

        _values[("/api/v1/genome-catalogues/", "slug")] = _values[("/genome-catalogues/", "Slug")] = Wish.Slug;
        _values[("/api/v1/genome-catalogues/", "alias")] = "phylo_tree.json";
        _values[("/genome-catalogues/scans/", "Id")] = $"{scan.Id}";
        _values[("/api/v1/genomes/", "accession")] = _values[("/genomes/", "Accession")] = "MGYG000000001";
        _values[("/api/v1/genomes/", "alias")] = "MGYG000000001.fna";
        _bodies["POST /api/v1/genome-catalogues/scans"] = _bodies["POST /api/v1/genome-catalogues/imports"] = () => JsonContent.Create(Wish);
        _arguments[typeof(CatalogueWish)] = () => Task.FromResult<object?>(Wish);
    }
}
