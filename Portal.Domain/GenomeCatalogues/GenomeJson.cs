using System.Text.Json;
using System.Text.RegularExpressions;

namespace Portal.Domain.GenomeCatalogues;

/// <summary>Reads a genome's JSON, telling everything that is wrong with it at once.</summary>
/// <param name="accession">Name of the genome's folder, which is its accession.</param>
/// <param name="path">Of the JSON, below the catalogue's folder.</param>
public sealed partial class GenomeJson(string accession, string path, CatalogueType type, Func<string, bool> isBiome, Action<GenomeProblem> tell)
{
    private const int LongestAccession = 40;
    private const int LongestLineage = 400;
    private const int LongestOrigin = 80;
    private const int LongestExternal = 20;
    private bool _wrong;

    /// <returns>The genome; null when an error was told.</returns>
    public GenomeSnapshot? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                Wrong(GenomeRules.JsonMalformed, "It is no JSON object.");
                return null;
            }

            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperation: a text that is no UTF-16, found when it is taken out.
            Wrong(GenomeRules.JsonMalformed, $"It is no JSON: {e.Message}");
            return null;
        }
    }

    private GenomeSnapshot? Read(JsonElement genome)
    {
        var unknown = genome.EnumerateObject().Select(p => p.Name).Where(n => !GenomeKeys.Known.Contains(n)).Order(StringComparer.Ordinal).ToList();
        var missing = GenomeKeys.Required(type).Where(k => !genome.TryGetProperty(k, out var value) || value.ValueKind == JsonValueKind.Null).ToList();
        if (missing.Count > 0)
        {
            Wrong(GenomeRules.KeysMissing, $"{accession}: {string.Join(", ", missing)}");
        }

        if (unknown.Count > 0)
        {
            tell(new(GenomeRules.UnknownKey, accession, path, string.Join(", ", unknown)));
        }

        CheckAccession(genome);
        var fields = new JsonFields(genome, Value);
        var snapshot = Snapshot(fields, Pangenome(genome));
        return _wrong ? null : snapshot;
    }

    private void CheckAccession(JsonElement genome)
    {
        if (new JsonFields(genome, Value).Text("accession", int.MaxValue) is { } said && said != accession)
        {
            Wrong(GenomeRules.AccessionDiffers, $"The folder is {accession}, the JSON says “{said}”.");
        }

        if (accession.Length > LongestAccession)
        {
            Wrong(GenomeRules.ValueWrong, $"The accession has {accession.Length} characters; {LongestAccession} are the most.");
        }
        else if (!UsualAccession().IsMatch(accession))
        {
            tell(new(GenomeRules.AccessionForm, accession, path, "MGYG and nine digits are usual."));
        }
    }

    private JsonFields? Pangenome(JsonElement genome)
    {
        if (!genome.TryGetProperty("pangenome", out var pangenome))
        {
            return null;
        }

        if (pangenome.ValueKind != JsonValueKind.Object)
        {
            Wrong(GenomeRules.ValueWrong, "“pangenome” must be an object.");
            return null;
        }

        return new JsonFields(pangenome, (key, problem) => Wrong(GenomeRules.ValueWrong, $"“pangenome.{key}” {problem}"));
    }

    private GenomeSnapshot Snapshot(JsonFields fields, JsonFields? pangenome) => new()
    {
        Accession = accession,
        Type = Kind(fields.Text("type", LongestOrigin)),
        TaxonLineage = fields.Text("taxon_lineage", LongestLineage) ?? "",
        BiomePath = BiomeOf(fields.Text("gold_biome", LongestLineage)),
        GeographicOrigin = fields.Text("geographic_origin", LongestOrigin),
        Length = fields.Count("length") ?? 0,
        NumContigs = fields.Count("num_contigs") ?? 0,
        N50 = fields.Count("n_50") ?? 0,
        GcContent = fields.Percent("gc_content") ?? 0,
        NumProteins = fields.Count("num_proteins") ?? 0,
        Completeness = fields.Percent("completeness") ?? 0,
        Contamination = fields.Number("contamination") ?? 0, // more than one genome's worth is possible
        BuscoCompleteness = fields.Percent("busco_completeness"),
        EggnogCoverage = fields.Percent("eggnog_coverage") ?? 0,
        IprCoverage = fields.Percent("ipr_coverage") ?? 0,
        NcRnas = fields.Count("nc_rnas") ?? 0,
        Trnas = fields.Number("trnas") ?? 0,
        Rna5s = fields.Number("rna_5s"),
        Rna16s = fields.Number("rna_16s"),
        Rna23s = fields.Number("rna_23s"),
        Rna58s = fields.Number("rna_5.8s"),
        Rna18s = fields.Number("rna_18s"),
        Rna28s = fields.Number("rna_28s"),
        NumGenomesTotal = fields.Count("num_genomes_total") ?? pangenome?.Count("num_genomes_total") ?? 1,
        HasPangenome = pangenome is not null,
        PangenomeSize = pangenome?.Count("pangenome_size"),
        PangenomeCoreSize = pangenome?.Count("pangenome_core_size"),
        PangenomeAccessorySize = pangenome?.Count("pangenome_accessory_size"),
        GeographicRange = pangenome?.Texts("geographic_range", LongestOrigin),
        Identity = JsonSerializer.Serialize(ExternalAccession.All
            .Select(a => (a.Key, Value: fields.Text(a.Key, LongestExternal)))
            .Where(a => !string.IsNullOrEmpty(a.Value)).ToDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal)),
    };

    private string Kind(string? said)
    {
        var kind = Array.Find(["MAG", "Isolate"], k => string.Equals(k, said, StringComparison.OrdinalIgnoreCase));
        if (kind is null && said is not null)
        {
            Wrong(GenomeRules.ValueWrong, $"“type” is “{said}”; it must be MAG or Isolate.");
        }

        return kind ?? "";
    }

    private string BiomeOf(string? lineage)
    {
        var biome = BiomePath.Of(lineage ?? "");
        if (lineage is not null && !isBiome(biome))
        {
            Wrong(GenomeRules.UnknownBiome, $"“{lineage}” is not in the GOLD hierarchy.");
        }

        return biome;
    }

    private void Value(string key, string problem) => Wrong(GenomeRules.ValueWrong, $"“{key}” {problem}");

    private void Wrong(GenomeRule rule, string message)
    {
        _wrong = true;
        tell(new(rule, accession, path, message));
    }

    [GeneratedRegex(@"\AMGYG[0-9]{9}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex UsualAccession();
}
