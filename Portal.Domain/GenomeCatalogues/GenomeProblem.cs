using System.Collections.Immutable;

namespace Portal.Domain.GenomeCatalogues;

/// <summary>A kind of problem of a results folder. <see cref="Code"/> is stable.</summary>
public sealed record GenomeRule(string Code, bool IsError, string Title);

/// <summary>One problem found: which genome (empty for the catalogue's own), which path below the catalogue's folder, and what to know of it.</summary>
public sealed record GenomeProblem(GenomeRule Rule, string Genome, string Path, string Message);

/// <summary>Everything that can be wrong with a results folder. Errors keep the import from beginning; warnings are told.</summary>
public static class GenomeRules
{
    public static readonly GenomeRule NoGenomes = new("G01-no-genomes", true, "There is no genome in the folder");
    public static readonly GenomeRule JsonMissing = new("G02-json-missing", true, "The genome’s JSON is missing");
    public static readonly GenomeRule JsonMalformed = new("G03-json-malformed", true, "The genome’s JSON cannot be read");
    public static readonly GenomeRule KeysMissing = new("G04-keys-missing", true, "Required keys are missing");
    public static readonly GenomeRule ValueWrong = new("G05-value-wrong", true, "A value has the wrong form");
    public static readonly GenomeRule AccessionDiffers = new("G06-accession-differs", true, "The JSON is of another accession");
    public static readonly GenomeRule UnknownBiome = new("G07-unknown-biome", true, "The genome’s biome is not in the hierarchy");
    public static readonly GenomeRule FolderMissing = new("G08-genome-folder-missing", true, "The folder “genome” is missing");
    public static readonly GenomeRule FilesMissing = new("G09-files-missing", true, "Files every genome must have are missing");
    public static readonly GenomeRule RequiredEmpty = new("G10-required-file-empty", true, "A required file is missing or empty");
    public static readonly GenomeRule TableMalformed = new("G11-table-malformed", true, "An annotation table cannot be read");
    public static readonly GenomeRule IdentityConflict = new("G12-identity-conflict", true, "The genome is registered under another archive’s accession");
    public static readonly GenomeRule AccessionTaken = new("G13-accession-taken", true, "Another genome has this archive accession");
    public static readonly GenomeRule Unreadable = new("G14-unreadable", true, "Something in the folder may not or cannot be read");
    public static readonly GenomeRule TooLarge = new("G15-too-large", true, "A file is larger than its kind can be");
    public static readonly GenomeRule Changed = new("G16-changed-while-read", true, "A file changed while it was read");
    public static readonly GenomeRule UnknownKey = new("W01-unknown-key", false, "Unknown keys are left out");
    public static readonly GenomeRule AccessionForm = new("W02-accession-form", false, "The accession is not MGYG and nine digits");
    public static readonly GenomeRule OptionalMissing = new("W03-optional-file-missing", false, "Optional files are not there, and will not be listed");
    public static readonly GenomeRule TableMissing = new("W04-table-missing", false, "Annotation tables are not there");
    public static readonly GenomeRule SummaryMissing = new("W05-summary-missing", false, "catalogue_summary.json is not there or cannot be read");
    public static readonly GenomeRule TreeMissing = new("W06-tree-missing", false, "phylo_tree.json is not there");
    public static readonly GenomeRule UnexpectedFile = new("W07-unexpected-file", false, "Files nobody expects are left out");
    public static readonly GenomeRule NotInRelease = new("W08-not-in-release", false, "Not in the release, and a metadata update adds no genomes");

    public static ImmutableArray<GenomeRule> All { get; } =
    [
        NoGenomes, JsonMissing, JsonMalformed, KeysMissing, ValueWrong, AccessionDiffers, UnknownBiome, FolderMissing, FilesMissing, RequiredEmpty, TableMalformed, IdentityConflict,
        AccessionTaken, Unreadable, TooLarge, Changed, UnknownKey, AccessionForm, OptionalMissing, TableMissing, SummaryMissing, TreeMissing, UnexpectedFile, NotInRelease,
    ];
}
