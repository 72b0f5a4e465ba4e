using System.Text;
using System.Text.Json.Nodes;
using Portal.Domain.GenomeCatalogues;

namespace Portal.Tests.GenomeCatalogues;

public sealed class GenomeJsonTests
{
    private const string Accession = "MGYG000000010";
    private readonly List<GenomeProblem> _problems = [];

    private static JsonObject Prokaryote => JsonNode.Parse("""
        {"accession": "MGYG000000010", "completeness": 98.59, "contamination": 0.7, "eggnog_coverage": 93.78, "gc_content": 28.26, "gold_biome": "root:Host-Associated", "ipr_coverage": 86.42,
         "length": 3219617, "n_50": 47258, "nc_rnas": 63, "num_contigs": 137, "num_proteins": 3182, "rna_16s": 99.74, "rna_23s": 99.83, "rna_5s": 88.24, "taxon_lineage": "d__Bacteria",
         "trnas": 20, "type": "mag"}
        """)!.AsObject();

    private static JsonObject Eukaryote
    {
        get
        {
            var json = Prokaryote;
            json.Remove("rna_16s");
            json.Remove("rna_23s");
            (json["busco_completeness"], json["rna_18s"], json["rna_28s"], json["rna_5.8s"]) = (92.4, 1.0, 2.0, 3.5);
            return json;
        }
    }

    [Fact]
    public void A_prokaryotes_json_becomes_a_genome()
    {
        var genome = Read(Prokaryote).ShouldNotBeNull();

        (genome.Accession, genome.Type, genome.BiomePath, genome.Length, genome.Trnas).ShouldBe((Accession, "MAG", "root.host_associated", 3_219_617, 20));
        (genome.NumGenomesTotal, genome.HasPangenome, genome.PangenomeSize).ShouldBe((1, false, null));
        _problems.ShouldBeEmpty();
    }

    [Fact]
    public void A_eukaryotes_json_has_busco_and_the_key_with_a_dot()
    {
        var genome = Read(Eukaryote, CatalogueType.Eukaryotes).ShouldNotBeNull();

        (genome.BuscoCompleteness, genome.Rna18s, genome.Rna28s, genome.Rna58s, genome.Rna16s).ShouldBe((92.4, 1.0, 2.0, 3.5, null));
    }

    [Fact]
    public void A_pangenome_gives_its_sizes_range_and_genomes_unless_the_genome_says_their_number_itself()
    {
        var json = Prokaryote;
        json["pangenome"] = JsonNode.Parse("""{"geographic_range": ["Europe", "NA"], "num_genomes_non_redundant": 5, "num_genomes_total": 6, "pangenome_accessory_size": 1576, "pangenome_core_size": 3041, "pangenome_size": 4617}""");

        var genome = Read(json).ShouldNotBeNull();
        json["num_genomes_total"] = 7;

        (genome.NumGenomesTotal, genome.PangenomeSize, genome.PangenomeCoreSize, genome.PangenomeAccessorySize, genome.HasPangenome).ShouldBe((6, 4617, 3041, 1576, true));
        genome.GeographicRange.ShouldBe(["Europe", "NA"]);
        Read(json)!.NumGenomesTotal.ShouldBe(7);
    }

    public static TheoryData<CatalogueType, string> RequiredKeys => [.. from type in Enum.GetValues<CatalogueType>() from key in GenomeKeys.Required(type) select (type, key)];

    [Theory]
    [MemberData(nameof(RequiredKeys))]
    public void Each_required_key_is_missed_by_name(CatalogueType type, string key)
    {
        var json = type == CatalogueType.Eukaryotes ? Eukaryote : Prokaryote;
        json.Remove(key);

        Read(json, type).ShouldBeNull();

        _problems.ShouldHaveSingleItem().ShouldBe(new(GenomeRules.KeysMissing, Accession, $"{Accession}/{Accession}.json", $"{Accession}: {key}"));
    }

    [Fact]
    public void Required_keys_are_18_of_a_prokaryote_and_20_of_a_eukaryote() =>
        (GenomeKeys.Required(CatalogueType.Prokaryotes).Count, GenomeKeys.Required(CatalogueType.Eukaryotes).Count).ShouldBe((18, 20));

    [Theory]
    [InlineData("length", "\"long\"", "“length” must be a whole number from 0; it is \"long\".")]
    [InlineData("length", "-1", "“length” must be a whole number from 0; it is -1.")]
    [InlineData("completeness", "100.1", "“completeness” must be a number from 0 to 100; it is 100.1.")]
    [InlineData("type", "\"plasmid\"", "“type” is “plasmid”; it must be MAG or Isolate.")]
    [InlineData("accession", "7", "“accession” must be a text; it is 7.")]
    [InlineData("ena_sample_accession", "\"SAMEA0000000000000000000000\"", "“ena_sample_accession” has 27 characters; 20 are the most.")]
    [InlineData("pangenome", "[]", "“pangenome” must be an object.")]
    [InlineData("geographic_origin", "\"a\\u0000b\"", "“geographic_origin” contains a NUL character.")]
    public void A_value_of_a_wrong_form_is_told_with_its_key(string key, string value, string sentence)
    {
        var json = Prokaryote;
        json[key] = JsonNode.Parse(value);

        Read(json).ShouldBeNull();

        _problems.ShouldHaveSingleItem().Message.ShouldBe(sentence);
    }

    [Fact]
    public void Unknown_keys_are_left_out_with_one_warning_and_the_producers_own_without()
    {
        var json = Prokaryote;
        (json["sample_accession"], json["genome_accession"], json["zebra"], json["aardvark"]) = ("S1", "GUT_GENOME1", 1, 2);

        Read(json).ShouldNotBeNull();

        var warning = _problems.ShouldHaveSingleItem();
        (warning.Rule, warning.Message).ShouldBe((GenomeRules.UnknownKey, "aardvark, zebra"));
    }

    [Fact]
    public void The_json_of_another_genome_and_an_unknown_biome_are_told_together()
    {
        var json = Prokaryote;
        (json["accession"], json["gold_biome"]) = ("MGYG000000099", "root:Moon");

        Read(json).ShouldBeNull();

        _problems.Select(p => p.Rule.Code).ShouldBe(["G06-accession-differs", "G07-unknown-biome"]);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"accession\": ")]
    [InlineData("{\"type\": \"\\ud800\", \"taxon_lineage\": \"x\", \"gold_biome\": \"root\"}")]
    public void What_is_no_json_object_of_unicode_is_malformed(string text)
    {
        new GenomeJson(Accession, "p", CatalogueType.Viruses, _ => true, _problems.Add).Read(Encoding.UTF8.GetBytes(text)).ShouldBeNull();

        _problems.ShouldHaveSingleItem().Rule.ShouldBe(GenomeRules.JsonMalformed);
    }

    private GenomeSnapshot? Read(JsonObject json, CatalogueType type = CatalogueType.Prokaryotes) =>
        new GenomeJson(Accession, $"{Accession}/{Accession}.json", type, b => b == "root.host_associated", _problems.Add).Read(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
