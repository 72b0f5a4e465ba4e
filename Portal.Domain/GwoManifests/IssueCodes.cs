using System.Collections.Immutable;

namespace Portal.Domain.GwoManifests;

/// <summary>Every kind of problem a check can find.</summary>
public static class IssueCodes
{
    public const string MissingColumn = "E01-missing-column";
    public const string DuplicateColumn = "E01b-duplicate-column";
    public const string TwoLayouts = "E01c-two-layouts";
    public const string EmptyManifest = "E02-empty-manifest";
    public const string Blank = "E03-blank";
    public const string MalformedId = "E04-malformed-id";
    public const string UnknownBiospecimen = "E05-unknown-biospecimen";
    public const string OtherStudy = "E06-other-study";
    public const string ParticipantMismatch = "E07-participant-mismatch";
    public const string BadPath = "E08-bad-path";
    public const string NotInS3 = "E09-not-in-s3";
    public const string S3Denied = "E10-s3-denied";
    public const string DataType = "E11-data-type";
    public const string WorkflowType = "E12-workflow-type";
    public const string UnknownSource = "E13-unknown-source";
    public const string SourceWithoutExperiment = "E14-source-without-experiment";
    public const string ConflictingRows = "E15-conflicting-rows";
    public const string Ambiguous = "E16-ambiguous";
    public const string FileIsASource = "E17-file-is-a-source";
    public const string BadHash = "E18-bad-hash";
    public const string RaggedRow = "E19-ragged-row";
    public const string BadValue = "E20-bad-value";
    public const string UnreadableCharacters = "E21-unreadable-characters";
    public const string UnknownExperiment = "E22-unknown-experiment";
    public const string DuplicateRow = "W01-duplicate-row";
    public const string UnknownExtension = "W02-unknown-extension";
    public const string TypeExtension = "W03-type-extension";
    public const string ChangesRegisteredValue = "W04-changes-registered-value";
    public const string SpecimenDiffersFromSource = "W05-specimen-differs-from-source";
    public const string HiddenRegistered = "W06-hidden-registered";
    public const string IndexMissing = "W07-index-missing";
    public const string ZeroBytes = "W08-zero-bytes";
    public const string NotInManifest = "W09-not-in-manifest";
    public const string Archived = "W10-archived";
    public const string ExcelDamaged = "W11-excel-damaged";
    public const string DragFilled = "W12-drag-filled";

    private const string NotReadable = "without it the table cannot be read.";
    private const string NoEntity = "the Data Service could not be told what to write for such a row.";
    private const string NoObject = "size and checksum come from S3, and without them no file can be registered.";

    public static ImmutableArray<IssueKind> All { get; } =
    [
        new(MissingColumn, IssueSeverity.Error, "Column is missing") { Fixed = NotReadable },
        new(DuplicateColumn, IssueSeverity.Error, "Column stands there twice") { Fixed = NotReadable },
        new(TwoLayouts, IssueSeverity.Error, "Headers of two layouts") { Fixed = NotReadable },
        new(EmptyManifest, IssueSeverity.Error, "Manifest has no rows") { Fixed = NotReadable },
        new(Blank, IssueSeverity.Error, "Cell is blank") { Fixed = NoEntity },
        new(MalformedId, IssueSeverity.Error, "Id is malformed") { Fixed = NoEntity },
        new(UnknownBiospecimen, IssueSeverity.Error, "Biospecimen is not registered") { Fixed = NoEntity },
        new(OtherStudy, IssueSeverity.Error, "Belongs to another study") { Fixed = "data of one study must never be linked to another." },
        new(ParticipantMismatch, IssueSeverity.Warning, "Participant is not the biospecimen’s"),
        new(BadPath, IssueSeverity.Error, "Path names no S3 object") { Fixed = NoObject },
        new(NotInS3, IssueSeverity.Error, "Object is not in S3") { Fixed = NoObject },
        new(S3Denied, IssueSeverity.Error, "Bucket or folder cannot be listed") { Fixed = NoObject },
        new(DataType, IssueSeverity.Error, "Not a known Data Type") { Fixed = "the Data Service refuses values outside its list." },
        new(WorkflowType, IssueSeverity.Warning, "Not a known Workflow Type"),
        new(UnknownSource, IssueSeverity.Error, "Source is not registered") { Fixed = NoEntity },
        new(SourceWithoutExperiment, IssueSeverity.Error, "Source has no sequencing experiment") { NeverOff = "a file that is linked to no experiment has to be told." },
        new(ConflictingRows, IssueSeverity.Error, "Rows of one file disagree") { NeverOff = "one of the values would be dropped without a word." },
        new(Ambiguous, IssueSeverity.Error, "Registered more than once") { Fixed = "which record is meant cannot be told." },
        new(FileIsASource, IssueSeverity.Error, "File is registered as a source") { Fixed = "it would turn a source into an output." },
        new(BadHash, IssueSeverity.Error, "Hash cannot be trusted") { Fixed = "a wrong hash would make the file another one." },
        new(RaggedRow, IssueSeverity.Error, "Row is longer or shorter than the header") { Fixed = "cells may have slipped into the wrong column." },
        new(BadValue, IssueSeverity.Error, "Value is not accepted") { Fixed = "the Data Service refuses values outside its list." },
        new(UnreadableCharacters, IssueSeverity.Error, "Characters cannot be read") { Fixed = "the value as it was meant is lost." },
        new(UnknownExperiment, IssueSeverity.Error, "Sequencing experiment is not registered") { Fixed = NoEntity },
        new(DuplicateRow, IssueSeverity.Warning, "Duplicate row"),
        new(UnknownExtension, IssueSeverity.Warning, "Unknown file name ending"),
        new(TypeExtension, IssueSeverity.Warning, "Data Type does not go with the ending"),
        new(ChangesRegisteredValue, IssueSeverity.Warning, "Changes a registered value") { NeverOff = "a curated value is never replaced without somebody’s consent." },
        new(SpecimenDiffersFromSource, IssueSeverity.Warning, "Source belongs to another biospecimen"),
        new(HiddenRegistered, IssueSeverity.Warning, "Registered, but hidden"),
        new(IndexMissing, IssueSeverity.Warning, "Index or its file is left out"),
        new(ZeroBytes, IssueSeverity.Warning, "Object is empty"),
        new(NotInManifest, IssueSeverity.Warning, "Objects the manifest does not name") { UsuallyOff = true },
        new(Archived, IssueSeverity.Warning, "Object is archived"),
        new(ExcelDamaged, IssueSeverity.Warning, "Excel changed the id"),
        new(DragFilled, IssueSeverity.Warning, "Ids count up as if dragged"),
    ];

    private static readonly Dictionary<string, IssueKind> ByCode = All.Concat(RulePack.Kinds).ToDictionary(k => k.Code, StringComparer.Ordinal);

    /// <summary>Those of the rule pack too.</summary>
    public static IReadOnlyCollection<IssueKind> Known => ByCode.Values;

    /// <summary>A code an older check stored, and that no longer exists, is told as it is.</summary>
    public static IssueKind Kind(string code) => Find(code) ?? new IssueKind(code, IssueSeverity.Error, code);

    public static IssueKind? Find(string code) => ByCode.GetValueOrDefault(code);
}

/// <summary>One problem in one place. <see cref="Row"/> is the file's own row number, 0 for the whole file; <see cref="Column"/> is empty for a whole row.</summary>
public sealed record ManifestIssue
{
    public required int Row { get; init; }
    public required string Column { get; init; }
    public required string Code { get; init; }
    public required IssueSeverity Severity { get; init; }
    public string Value { get; init; } = "";
    public required string Message { get; init; }
    public string? Expected { get; init; }
    public string? Hint { get; init; }
}
