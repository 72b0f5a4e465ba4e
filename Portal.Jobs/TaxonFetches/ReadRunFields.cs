using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Outside.Ena;

namespace Portal.Jobs.TaxonFetches;

/// <summary>A run as it came, with its files.</summary>
public sealed record FetchedRun(ReadRun Run, IReadOnlyList<ReadFile> Files);

/// <summary>What is asked of each run, and how a row becomes one.</summary>
public sealed class ReadRunFields
{
    public static readonly IReadOnlyList<string> Wanted =
    [
        "run_accession", "experiment_accession", "sample_accession", "secondary_sample_accession", "study_accession", "secondary_study_accession", "tax_id", "scientific_name",
        "instrument_platform", "instrument_model", "library_name", "library_layout", "library_strategy", "library_source", "library_selection", "nominal_length", "read_count", "base_count",
        "center_name", "first_created", "first_public", "last_updated", "collection_date", "country", "lat", "lon", "fastq_ftp", "fastq_md5", "fastq_bytes",
        "submitted_ftp", "submitted_md5", "submitted_bytes", "submitted_format", "status",
    ];

    private const int LongestAccession = 40;
    private const int StatusOk = 200;

    private readonly Dictionary<string, int> _index;

    private ReadRunFields(IReadOnlyList<string> asked, IReadOnlyList<string> gone)
    {
        (Asked, Gone) = (asked, gone);
        _index = asked.Select((f, i) => (f, i)).ToDictionary(f => f.f, f => f.i, StringComparer.Ordinal);
    }

    /// <summary>In this order the cells come.</summary>
    public IReadOnlyList<string> Asked { get; }

    /// <summary>What is wanted, and ENA no longer has; one unknown name would spoil the whole question.</summary>
    public IReadOnlyList<string> Gone { get; }

    public static ReadRunFields Of(IReadOnlySet<string> there) => new([.. Wanted.Where(there.Contains)], [.. Wanted.Where(f => !there.Contains(f))]);

    public static ReadRunFields Of(IReadOnlyList<string> columns) => new([.. columns], []);

    /// <exception cref="EnaRefusedException">What should be a run's accession or a file's name is something else: both become names of folders and files.</exception>
    public FetchedRun Read(string[] cells, DateTimeOffset now)
    {
        var accession = Text("run_accession");
        if (accession.Length is 0 or > LongestAccession || !accession.All(char.IsAsciiLetterOrDigit))
        {
            throw EnaRefusedException.Of(StatusOk, $"“{accession}” is no accession of a run.");
        }

        var fastq = FileSet.OfFastq(accession, Text("fastq_ftp"), List("fastq_md5"), List("fastq_bytes"));
        var submitted = FileSet.OfSubmitted(accession, Text("submitted_ftp"), List("submitted_md5"), List("submitted_bytes"));
        var run = new ReadRun
        {
            RunAccession = accession,
            ExperimentAccession = Text("experiment_accession"),
            SampleAccession = Text("sample_accession"),
            SecondarySampleAccession = Text("secondary_sample_accession"),
            StudyAccession = Text("study_accession"),
            SecondaryStudyAccession = Text("secondary_study_accession"),
            TaxId = Number("tax_id"),
            ScientificName = Text("scientific_name"),
            InstrumentPlatform = Text("instrument_platform"),
            InstrumentModel = Text("instrument_model"),
            LibraryName = Text("library_name"),
            LibraryLayout = Text("library_layout"),
            LibraryStrategy = Text("library_strategy"),
            LibrarySource = Text("library_source"),
            LibrarySelection = Text("library_selection"),
            NominalLength = Text("nominal_length"),
            ReadCount = Number("read_count"),
            BaseCount = Number("base_count"),
            CenterName = Text("center_name"),
            FirstCreated = Day("first_created"),
            FirstPublic = Day("first_public"),
            LastUpdated = Day("last_updated"),
            CollectionDate = Text("collection_date"),
            Country = Text("country"),
            Lat = Text("lat"),
            Lon = Text("lon"),
            Status = Text("status"),
            FastqFiles = fastq.Files.Count,
            HasPair = fastq.HasPair,
            ListsAgree = fastq.ListsAgree,
            FastqBytes = fastq.TotalBytes,
            SubmittedFiles = submitted.Files.Count,
            Fingerprint = Fingerprint(cells),
            FetchedAt = now,
        };
        return fastq.Files.FirstOrDefault(f => f.Name is "" or "." or "..") is { } nameless
            ? throw EnaRefusedException.Of(StatusOk, $"A file of {accession} has no name: “{nameless.Path}”.")
            : new(run, [.. fastq.Files, .. submitted.Files]);

        // PostgreSQL keeps no zero byte in a text.
        string Text(string field) => _index.TryGetValue(field, out var i) ? cells[i].Replace("\0", "") : "";

        string? List(string field) => _index.ContainsKey(field) ? Text(field) : null;

        long? Number(string field) => long.TryParse(Text(field), out var number) ? number : null;

        DateOnly? Day(string field) => DateOnly.TryParseExact(Text(field), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }

    // By name and only what is not empty, so that a field that disappears without ever having said anything changes nothing.
    private Guid Fingerprint(string[] cells)
    {
        var text = new ArrayBufferWriter<byte>(1024);
        for (var i = 0; i < cells.Length; i++)
        {
            if (cells[i].Length > 0)
            {
                Encoding.UTF8.GetBytes(Asked[i], text);
                text.Write("="u8);
                Encoding.UTF8.GetBytes(cells[i], text);
                text.Write("\t"u8);
            }
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text.WrittenSpan, hash);
        return new Guid(hash[..16]);
    }
}
