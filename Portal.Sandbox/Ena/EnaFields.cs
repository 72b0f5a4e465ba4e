namespace Portal.Sandbox.Ena;

/// <summary>The fields of runs, as far as this world has them.</summary>
internal static class EnaFields
{
    public static readonly string[] Returned =
    [
        "run_accession", "experiment_accession", "sample_accession", "secondary_sample_accession", "study_accession", "secondary_study_accession", "submission_accession", "study_title", "parent_study",
        "tax_id", "scientific_name", "instrument_platform", "instrument_model", "library_name", "library_layout", "library_strategy", "library_source", "library_selection", "nominal_length",
        "read_count", "base_count", "center_name", "first_created", "first_public", "last_updated", "collection_date", "country", "lat", "lon",
        "fastq_ftp", "fastq_md5", "fastq_bytes", "submitted_ftp", "submitted_md5", "submitted_bytes", "submitted_format", "status",
    ];

    public static readonly string[] Dates = ["first_created", "first_public", "last_updated", "collection_date"];

    public static readonly string[] Numbers = ["read_count", "base_count", "tax_id"];

    public static bool IsFileColumn(string field) => field.StartsWith("fastq_", StringComparison.Ordinal) || field.StartsWith("submitted_", StringComparison.Ordinal);
}
