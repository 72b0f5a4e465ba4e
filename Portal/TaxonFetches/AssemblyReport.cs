using System.Text.Json;
using Portal.Domain;
using Portal.Domain.TaxonFetches;

namespace Portal.TaxonFetches;

/// <summary>What an assembler says came of a run; sent as JSON or as a form, under the same names.</summary>
public sealed record AssemblyReport(AssemblyStatus Result, string? GenomeUrl, string? GenomeSha1, string? ErrorReportUrl, string? ErrorProcess, string? ErrorExitCode, string? ErrorStdout, string? ErrorStderr, IReadOnlyDictionary<string, string> Metrics)
{
    private const int Sha1Letters = 40;

    /// <exception cref="RuleException">It makes no sense; nothing may be saved of it.</exception>
    public static async Task<AssemblyReport> ReadAsync(HttpRequest request, CancellationToken cancellationToken) => Of(await FieldsAsync(request, cancellationToken));

    /// <exception cref="RuleException">It makes no sense; nothing may be saved of it.</exception>
    public static AssemblyReport Of(IReadOnlyDictionary<string, string?> fields)
    {
        var result = One("assembly_result")?.ToLowerInvariant() switch
        {
            "success" => AssemblyStatus.Success,
            "fail" => AssemblyStatus.Fail,
            "skipped" => AssemblyStatus.Skipped,
            null => throw new RuleException("assembly-result", "Send assembly_result: success, fail or skipped.", 400),
            var other => throw new RuleException("assembly-result", $"assembly_result is success, fail or skipped, not “{other}”.", 400),
        };
        var report = new AssemblyReport(result, One("assembled_genome_url"), One("assembled_genome_sha1")?.ToLowerInvariant(), One("assembly_error_report_url"), One("assembly_error_process"), One("assembly_error_exit_code"), One("assembly_error_stdout"), One("assembly_error_stderr"), MetricsOf(One("qualifyr_report")));
        return result == AssemblyStatus.Success && report.GenomeUrl is null ? throw new RuleException("genome-url", "A success needs assembled_genome_url.", 400)
            : report.GenomeSha1 is { } sha1 && (sha1.Length != Sha1Letters || !sha1.All(char.IsAsciiHexDigit)) ? throw new RuleException("genome-sha1", "assembled_genome_sha1 is the SHA-1 of the uncompressed FASTA: 40 hexadecimal digits.", 400)
            : report;

        string? One(string name) => fields.GetValueOrDefault(name)?.Replace("\0", "", StringComparison.Ordinal) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
    }

    private static async Task<IReadOnlyDictionary<string, string?>> FieldsAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.HasFormContentType)
        {
            return (await request.ReadFormAsync(cancellationToken)).ToDictionary(f => f.Key, string? (f) => f.Value.ToString(), StringComparer.Ordinal);
        }

        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellationToken);
            return Texts(body.RootElement);
        }
        catch (JsonException)
        {
            throw new RuleException("assembly-report", "The report is neither JSON nor a form.", 400);
        }
    }

    // The report is a JSON object, or the text of one.
    private static Dictionary<string, string> MetricsOf(string? json)
    {
        if (json is null)
        {
            return [];
        }

        try
        {
            using var report = JsonDocument.Parse(json);
            var metrics = Texts(report.RootElement);
            return metrics.Keys.Where(k => !AssemblyMetrics.Are(k)).Take(10).ToList() is { Count: > 0 } unknown
                ? throw new RuleException("unknown-metric", $"No metric of an assembly: {string.Join(", ", unknown)}. Nothing was saved.", 400)
                : metrics.Where(m => m.Value is not null).ToDictionary(m => m.Key, m => m.Value!.Replace("\0", "", StringComparison.Ordinal), StringComparer.Ordinal);
        }
        catch (JsonException)
        {
            throw new RuleException("qualifyr-report", "qualifyr_report is no JSON object.", 400);
        }
    }

    private static Dictionary<string, string?> Texts(JsonElement element) => element.ValueKind != JsonValueKind.Object ? throw new JsonException("An object is expected.")
        : element.EnumerateObject().DistinctBy(p => p.Name).ToDictionary(p => p.Name, p => p.Value.ValueKind == JsonValueKind.Null ? null : p.Value.ToString(), StringComparer.Ordinal);
}
