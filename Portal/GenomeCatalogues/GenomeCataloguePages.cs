namespace Portal.GenomeCatalogues;

/// <summary>What the slice's screens and API need.</summary>
public static class GenomeCataloguePages
{
    public static IServiceCollection AddGenomeCataloguePages(this IServiceCollection services) => services
        .AddSingleton<GenomeCatalogueCommands>()
        .AddSingleton<CatalogueQueries>()
        .AddSingleton<GenomeQueries>()
        .AddGenomeCatalogueDoctor();
}
