using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Portal.Jobs.TaxonFetches;

namespace Portal.Bench.Taxa;

/// <summary>An ENA with one taxon of very many runs, spread evenly over days; answers are written as they are made up, so that they cost no memory.</summary>
internal static partial class MadeUpEna
{
    public const string Verb = "made-up-ena";
    public const long TaxId = 4932;
    private const int PerDay = 50;
    private static readonly DateOnly First = new(2008, 1, 1);

    /// <summary>A process of its own: prints its address, and ends with its parent.</summary>
    public static async Task<int> RunAsync(int runs)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapGet("/portal/returnFields", () => Results.Text($"columnId\tdescription\n{string.Join('\n', ReadRunFields.Wanted.Select(f => $"{f}\t{f}"))}\n", "text/plain"));
        app.MapGet("/portal/count", (string query) => Results.Text($"count\n{Range(query, runs).Count}\n", "text/plain"));
        app.MapGet("/portal/search", (string query, string fields, HttpResponse response) => WriteAsync(response, fields.Split(','), Range(query, runs)));
        app.MapGet("/taxonomy/tax-id/{id}", (string id) => Results.Json(new { taxId = id, scientificName = "Made up", rank = "species", lineage = "Everything; " }));
        await app.StartAsync();
        await Console.Out.WriteLineAsync(app.Urls.Single());
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static (int From, int Count) Range(string query, int runs)
    {
        var days = Days().Match(query);
        if (!days.Success)
        {
            return (0, runs);
        }

        var from = Math.Clamp(At(days.Groups["from"].Value), 0, runs);
        return (from, Math.Max(0, Math.Clamp(At(days.Groups["until"].Value), 0, runs) - from));
    }

    private static int At(string day) => (DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber - First.DayNumber) * PerDay;

    private static async Task WriteAsync(HttpResponse response, string[] fields, (int From, int Count) range)
    {
        response.ContentType = "text/plain";
        await using var writer = new StreamWriter(response.Body, new UTF8Encoding(false), 64 * 1024);
        await writer.WriteAsync(string.Join('\t', fields) + "\n");
        for (var i = range.From; i < range.From + range.Count; i++)
        {
            await writer.WriteAsync(string.Join('\t', fields.Select(f => Cell(f, i))) + "\n");
        }
    }

    // One run in five is left out by a rule.
    private static string Cell(string field, int i)
    {
        var run = $"ERR{i + 1_000_000:0000000}";
        return field switch
        {
            "run_accession" => run,
            "experiment_accession" => $"ERX{i + 1_000_000:0000000}",
            "sample_accession" => $"SAMEA{i + 1_000_000:0000000}",
            "secondary_sample_accession" => $"ERS{i + 1_000_000:0000000}",
            "study_accession" => $"PRJEB{i / 500}",
            "secondary_study_accession" => $"ERP{i / 500:000000}",
            "tax_id" => $"{TaxId}",
            "scientific_name" => "Saccharomyces cerevisiae",
            "instrument_platform" => "ILLUMINA",
            "instrument_model" => "Illumina NovaSeq 6000",
            "library_name" => $"library {i}",
            "library_layout" => "PAIRED",
            "library_strategy" => i % 5 == 0 ? "RNA-Seq" : "WGS",
            "library_source" => "GENOMIC",
            "library_selection" => "RANDOM",
            "read_count" => $"{1_000_000 + i}",
            "base_count" => $"{300_000_000L + i}",
            "center_name" => "A centre that never was",
            "first_created" or "first_public" or "last_updated" => First.AddDays(i / PerDay).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "collection_date" => "2020-06-17",
            "country" => "United Kingdom: Hinxton",
            "fastq_ftp" => $"ftp.sra.ebi.ac.uk/vol1/fastq/{run[..6]}/{run}/{run}_1.fastq.gz;ftp.sra.ebi.ac.uk/vol1/fastq/{run[..6]}/{run}/{run}_2.fastq.gz",
            "fastq_md5" => $"{i:x32};{i + 1:x32}",
            "fastq_bytes" => $"{94_060_901 + i};{103_094_388 + i}",
            "status" => "public",
            _ => "",
        };
    }

    [GeneratedRegex(@"first_public>=(?<from>[\d-]{10}) AND first_public<(?<until>[\d-]{10})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Days();
}
