using Portal.Domain.GenomeCatalogues;
using Portal.Jobs.GenomeCatalogues;
using Portal.Sandbox.Catalogues;
using Portal.Tests.Support;

namespace Portal.Tests.GenomeCatalogues;

/// <summary>Which files a genome must bring, may bring, and is offered with.</summary>
public sealed class GenomeFolderTests : IDisposable
{
    private const string Even = "MGYG000000002"; // has a pan-genome
    private readonly TemporaryFolder _root = new();
    private readonly List<GenomeProblem> _problems = [];

    public void Dispose() => _root.Dispose();

    public static TheoryData<CatalogueType, string> FilesOfEach =>
        [.. from type in (CatalogueType[])[CatalogueType.Prokaryotes, CatalogueType.Eukaryotes] from rule in GenomeFileRules.Genome where rule.Checked select (type, rule.NameFor(Even))];

    [Theory]
    [MemberData(nameof(FilesOfEach))]
    public void Each_of_the_ten_files_is_missed_by_name(CatalogueType type, string file)
    {
        LayDown(type);
        File.Delete(PathOf(file));

        Files(type);

        _problems.Where(p => p.Rule.IsError).ShouldHaveSingleItem().ShouldBe(new(GenomeRules.FilesMissing, Even, $"{Even}/genome", file));
    }

    [Fact]
    public void Several_missing_files_are_told_together_in_order()
    {
        LayDown(CatalogueType.Prokaryotes);
        File.Delete(PathOf($"{Even}_kegg_modules.tsv"));
        File.Delete(PathOf($"{Even}.faa"));
        File.Delete(PathOf($"{Even}_InterProScan.tsv"));

        Files(CatalogueType.Prokaryotes);

        _problems.Where(p => p.Rule.IsError).ShouldHaveSingleItem().Message.ShouldBe($"{Even}.faa, {Even}_InterProScan.tsv, {Even}_kegg_modules.tsv");
    }

    [Theory]
    [InlineData(".faa")]
    [InlineData(".fna")]
    [InlineData(".fna.fai")]
    [InlineData(".gff")]
    public void A_required_file_must_hold_something_whatever_the_type(string end)
    {
        LayDown(CatalogueType.Viruses);
        File.WriteAllText(PathOf(Even + end), "");

        Files(CatalogueType.Viruses);

        _problems.Where(p => p.Rule.IsError).ShouldHaveSingleItem().ShouldBe(new(GenomeRules.RequiredEmpty, Even, $"{Even}/genome/{Even}{end}", "It must be there and hold something."));
    }

    [Fact]
    public void Of_a_virus_only_the_four_required_files_are_asked()
    {
        LayDown(CatalogueType.Viruses);
        GenomeFileRules.Genome.Where(r => !r.Required).ToList().ForEach(r => File.Delete(PathOf(r.NameFor(Even))));

        Files(CatalogueType.Viruses, hasPangenome: false).Select(d => d.Alias).ShouldBe([$"{Even}.faa", $"{Even}.fna", $"{Even}.fna.fai", $"{Even}.gff"]);

        _problems.ShouldAllBe(p => !p.Rule.IsError);
    }

    [Fact]
    public void A_missing_or_empty_optional_file_is_a_warning_and_not_offered()
    {
        LayDown(CatalogueType.Prokaryotes);
        File.WriteAllText(PathOf($"{Even}_mobilome.gff"), "##gff-version 3\n");
        File.WriteAllText(PathOf($"{Even}_gecco.gff"), "");

        var offered = Files(CatalogueType.Prokaryotes).Select(d => d.Alias).ToList();

        offered.ShouldContain($"{Even}_mobilome.gff");
        offered.ShouldNotContain($"{Even}_dbcan.gff");
        offered.ShouldNotContain($"{Even}_gecco.gff");
        var warning = _problems.ShouldHaveSingleItem();
        (warning.Rule, warning.Genome).ShouldBe((GenomeRules.OptionalMissing, Even));
        warning.Message.Split(", ").ShouldBe([
            "_antismash.gff", "_virify.gff", "_virify_metadata.tsv", "_sanntis.gff", "_amrfinderplus.tsv", "_crisprcasfinder.gff", "_crisprcasfinder.tsv", "_dbcan.gff", "_defense_finder.gff", "_gecco.gff",
            "_kegg_pathways.tsv", "pan-genome.fna", "gene_presence_absence.csv"]);
    }

    [Fact]
    public void A_pan_genomes_files_are_looked_at_only_when_the_json_has_one()
    {
        LayDown(CatalogueType.Prokaryotes);

        var (without, with) = (Files(CatalogueType.Prokaryotes, hasPangenome: false), Files(CatalogueType.Prokaryotes, hasPangenome: true));

        without.ShouldAllBe(d => d.DownloadGroup == "Genome analysis");
        with.Where(d => d.DownloadGroup == "Pan-Genome analysis").Select(d => (d.Path, d.ShortDescription, d.FileType)).ShouldBe([
            ("pan-genome/core_genes.txt", "Pangenome core genes list", "tsv"), ("pan-genome/gene_presence_absence.Rtab", "Gene Presence / Absence matrix", "tsv"),
            ("pan-genome/mashtree.nwk", "Pairwise Mash distances of conspecific genomes", "tree")]);
    }

    [Fact]
    public void An_index_is_spoken_of_only_where_there_is_one()
    {
        LayDown(CatalogueType.Prokaryotes);

        Files(CatalogueType.Prokaryotes).Where(d => d.IndexFile is not null).Select(d => (d.Alias, d.IndexFile!.Path)).ShouldBe([($"{Even}.fna", $"genome/{Even}.fna.fai")]);
    }

    [Fact]
    public void Files_behind_a_folder_that_leads_out_are_not_there()
    {
        LayDown(CatalogueType.Prokaryotes);
        using var outside = new TemporaryFolder();
        Directory.Move(Path.Combine(_root.Path, Even, "genome"), Path.Combine(outside.Path, "genome"));
        Directory.CreateSymbolicLink(Path.Combine(_root.Path, Even, "genome"), Path.Combine(outside.Path, "genome"));

        Files(CatalogueType.Prokaryotes, hasPangenome: false).ShouldBeEmpty();

        _problems.ShouldContain(p => p.Rule == GenomeRules.Unreadable && p.Path == $"{Even}/genome/{Even}.fna" && p.Message.StartsWith("It leads out of the results folder", StringComparison.Ordinal));
    }

    private IReadOnlyList<Download> Files(CatalogueType type, bool hasPangenome = true) =>
        new GenomeFolder(new ResultsFolder(_root.Path, _root.Path, new GenomeCatalogueOptions()), Even, type, _ => true, _problems.Add).Files(hasPangenome);

    private string PathOf(string file) => Path.Combine(_root.Path, Even, "genome", file);

    private void LayDown(CatalogueType type)
    {
        new MadeUpCatalogue(type, 1, From: 2).WriteTo(_root.Path);
        Directory.Move(Path.Combine(_root.Path, "website", Even), Path.Combine(_root.Path, Even));
    }
}
