using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Sandbox.Ena;

/// <summary>One sequencing run that never was, with small files of its own: their sizes and checksums are true.</summary>
public sealed record MadeUpRun
{
    public required string Accession { get; init; }
    public required long TaxId { get; init; }
    public required string ScientificName { get; init; }
    public string Strategy { get; init; } = "WGS";
    public string Platform { get; init; } = "ILLUMINA";
    public string Model { get; init; } = "Illumina MiSeq";
    public string Source { get; init; } = "GENOMIC";
    public string Layout { get; init; } = "PAIRED";
    public string FirstPublic { get; init; } = "2024-05-01";
    public string CollectionDate { get; init; } = "2023-06-17";
    public string Country { get; init; } = "United Kingdom";

    /// <summary>Ends of the file names: "_1", "_2", "" for the unpaired one, which comes first as with ENA.</summary>
    public IReadOnlyList<string> Files { get; init; } = ["_1", "_2"];

    /// <summary>How many files only lie there as they were submitted.</summary>
    public int Submitted { get; init; }

    public int Reads { get; init; } = 200;

    public void AddTo(EnaState state)
    {
        var folder = $"/vol1/fastq/{Accession[..6]}/{Accession}";
        var written = new List<(string Path, byte[] Content)>();
        foreach (var end in Files)
        {
            var (path, content) = ($"{folder}/{Accession}{end}.fastq.gz", Fastq(Accession + end, end.Length == 0 && Files.Count > 1 ? 1 : Reads));
            state.Store(path, content);
            written.Add((path, content));
        }

        state.Add(new EnaRunRow(Accession, TaxId, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["experiment_accession"] = "ERX" + Accession[3..],
            ["sample_accession"] = "SAMEA" + Accession[3..],
            ["secondary_sample_accession"] = "ERS" + Accession[3..],
            ["study_accession"] = "PRJEB" + Accession[3..6],
            ["secondary_study_accession"] = "ERP" + Accession[3..6],
            ["study_title"] = "A study of \"things\" that never were",
            ["scientific_name"] = ScientificName,
            ["instrument_platform"] = Platform,
            ["instrument_model"] = Model,
            ["library_layout"] = Layout,
            ["library_strategy"] = Strategy,
            ["library_source"] = Source,
            ["library_selection"] = "RANDOM",
            ["read_count"] = $"{Reads}",
            ["base_count"] = $"{Reads * 100L * Math.Max(1, Files.Count)}",
            ["center_name"] = "Sandbox",
            ["first_created"] = FirstPublic,
            ["first_public"] = FirstPublic,
            ["last_updated"] = FirstPublic,
            ["collection_date"] = CollectionDate,
            ["country"] = Country,
            ["fastq_ftp"] = string.Join(';', written.Select(w => "ftp.sra.ebi.ac.uk" + w.Path)),
            ["fastq_md5"] = string.Join(';', written.Select(w => Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, w.Content)))),
            ["fastq_bytes"] = string.Join(';', written.Select(w => $"{w.Content.Length}")),
            ["submitted_ftp"] = string.Join(';', Enumerable.Range(1, Submitted).Select(i => $"ftp.sra.ebi.ac.uk/vol1/run/{Accession[..6]}/{Accession}/reads_{i}.bam")),
            ["submitted_md5"] = string.Join(';', Enumerable.Range(1, Submitted).Select(i => Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, Encoding.UTF8.GetBytes($"{Accession}/{i}"))))),
            ["submitted_bytes"] = string.Join(';', Enumerable.Range(1, Submitted).Select(i => $"{i * 1_000_000}")),
            ["submitted_format"] = string.Join(';', Enumerable.Repeat("BAM", Submitted)),
            ["status"] = "public",
        }));
    }

    // Told by its name alone, so that the same run is the same in every world.
    private static byte[] Fastq(string name, int reads)
    {
        var seed = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        var text = new StringBuilder(reads * 220);
        for (var read = 1; read <= reads; read++)
        {
            text.Append('@').Append(name).Append('.').Append(read).Append('\n');
            for (var i = 0; i < 100; i++)
            {
                text.Append("ACGT"[(seed[(i + read) % 32] ^ (read * 31) ^ (i * 7)) & 3]);
            }

            text.Append("\n+\n").Append('I', 100).Append('\n');
        }

        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.ASCII.GetBytes(text.ToString()));
        }

        return compressed.ToArray();
    }
}
