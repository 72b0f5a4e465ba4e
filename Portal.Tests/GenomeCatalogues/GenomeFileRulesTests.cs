using Portal.Domain.GenomeCatalogues;

namespace Portal.Tests.GenomeCatalogues;

public sealed class GenomeFileRulesTests
{
    [Fact]
    public void Files_are_offered_in_the_references_order() => GenomeFileRules.For(hasPangenome: true).Where(r => r.Label is not null).Select(r => r.NameFor("A")).ShouldBe([
        "A.faa", "A.fna", "A.fna.fai", "A.gff", "A_antismash.gff", "A_virify.gff", "A_virify_metadata.tsv", "A_sanntis.gff", "A_eggNOG.tsv", "A_InterProScan.tsv", "A_rRNAs.fasta",
        "A_amrfinderplus.tsv", "A_crisprcasfinder.gff", "A_crisprcasfinder.tsv", "A_mobilome.gff", "A_dbcan.gff", "A_defense_finder.gff", "A_gecco.gff", "A_kegg_pathways.tsv",
        "core_genes.txt", "pan-genome.fna", "gene_presence_absence.Rtab", "gene_presence_absence.csv", "mashtree.nwk"]);

    [Fact]
    public void Ten_files_must_be_there_and_four_must_hold_something()
    {
        GenomeFileRules.Genome.Count(r => r.Checked).ShouldBe(10);
        GenomeFileRules.Genome.Where(r => r.Required).Select(r => r.NameFor("A")).ShouldBe(["A.faa", "A.fna", "A.fna.fai", "A.gff"]);
        GenomeFileRules.PanGenome.ShouldAllBe(r => !r.Checked && !r.Required);
    }

    // The reference replaces the older of two entries of one name and warns. Here there cannot be two: each name is in the table once.
    [Fact]
    public void No_two_rules_give_a_genome_two_files_of_one_name() =>
        GenomeFileRules.For(hasPangenome: true).Select(r => r.NameFor("MGYG000000001")).ShouldBeUnique();

    [Theory]
    [InlineData("A.fna", "fasta", "Genome analysis")]
    [InlineData("A.fna.fai", "other", "Genome analysis")]
    [InlineData("A.gff", "other", "Genome analysis")]
    [InlineData("A_eggNOG.tsv", "tsv", "Genome analysis")]
    [InlineData("core_genes.txt", "tsv", "Pan-Genome analysis")]
    [InlineData("gene_presence_absence.csv", "csv", "Pan-Genome analysis")]
    [InlineData("mashtree.nwk", "tree", "Pan-Genome analysis")]
    public void Each_file_has_a_type_and_a_group(string name, string type, string group)
    {
        var rule = GenomeFileRules.For(hasPangenome: true).Single(r => r.NameFor("A") == name);

        (rule.FileType, rule.Group).ShouldBe((type, group));
    }
}
