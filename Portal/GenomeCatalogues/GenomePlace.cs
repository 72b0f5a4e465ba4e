namespace Portal.GenomeCatalogues;

/// <summary>Address of a genome's page.</summary>
public static class GenomePlace
{
    /// <param name="slug">The release it is looked at in.</param>
    public static string Url(string accession, string slug) => $"genomes/{Uri.EscapeDataString(accession)}?catalogue={Uri.EscapeDataString(slug)}";

    /// <summary>Where one of its files is fetched.</summary>
    public static string FileUrl(string accession, string alias, string slug) =>
        $"api/v1/genomes/{Uri.EscapeDataString(accession)}/files/{Uri.EscapeDataString(alias)}?catalogue={Uri.EscapeDataString(slug)}";
}
