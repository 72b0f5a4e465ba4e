using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Sandbox.Outside;

namespace Portal.Sandbox.Ena;

/// <summary>The HTTP face of ENA's portal: searches, counts and the schema, with its errors as plain sentences.</summary>
internal sealed class EnaPortalApi(EnaState state, TimeProvider clock) : IOutsideService
{
    public const string Root = "/ena/portal/api";
    private const string Tsv = "text/plain";

    public string Name => "ena";

    public static bool Owns(PathString path) => path.StartsWithSegments(Root, StringComparison.Ordinal);

    public Reply Error(int status, string message) => Reply.Text(status, Tsv, message);

    public Reply Answer(ServiceRequest request)
    {
        var arguments = request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        foreach (var (name, value) in request.Method == "POST" ? QueryHelpers.ParseQuery(Encoding.UTF8.GetString(request.Body.Span)) : [])
        {
            arguments[name] = value.ToString();
        }

        try
        {
            return request.Path[Root.Length..] switch
            {
                "/count" => Count(arguments),
                "/search" => Search(arguments),
                "/filereport" => FileReport(arguments),
                "/returnFields" or "/searchFields" => Fields(),
                _ => Reply.Text(404, "application/json", JsonSerializer.Serialize(new { timestamp = clock.GetUtcNow().ToUnixTimeMilliseconds(), status = 404, error = "Not Found", path = request.Path })),
            };
        }
        catch (EnaQueryException refusal)
        {
            return Error(refusal.Status, refusal.Message);
        }
    }

    private Reply Count(Dictionary<string, string> arguments)
    {
        var matches = EnaQuery.Parse(arguments.GetValueOrDefault("query"), state);
        return Reply.Text(200, Tsv, $"count\n{state.Runs.Count(matches)}\n");
    }

    private Reply Search(Dictionary<string, string> arguments)
    {
        foreach (var unsupported in new[] { "offset", "sortFields" }.Where(arguments.ContainsKey))
        {
            throw new EnaQueryException(400, $"Unsupported param {unsupported}");
        }

        var fields = FieldsOf(arguments.GetValueOrDefault("fields"));
        var matches = EnaQuery.Parse(arguments.GetValueOrDefault("query"), state);
        var rows = state.Runs.Where(matches);
        var limit = int.TryParse(arguments.GetValueOrDefault("limit"), out var most) && most > 0 ? most : int.MaxValue;
        return Table(rows.Take(Math.Min(limit, state.EndAnswersAfter ?? int.MaxValue)), fields, arguments.GetValueOrDefault("format"));
    }

    private Reply FileReport(Dictionary<string, string> arguments)
    {
        var (accession, result) = (arguments.GetValueOrDefault("accession", ""), arguments.GetValueOrDefault("result", ""));
        return result switch
        {
            "read_run" => Table(state.Runs.Where(r => r.Accession == accession || r["study_accession"] == accession || r["sample_accession"] == accession || r["experiment_accession"] == accession),
                FieldsOf(arguments.GetValueOrDefault("fields")), arguments.GetValueOrDefault("format")),
            "sample" => throw new EnaQueryException(400, $"Accession(s) {accession} not valid for search requests on sample data. Supported accession types are:"
                + "taxon [ ^[0-9]+$ ], sample [ ^(SAME[A]?[0-9]{6,})|(SAM[ND][0-9]{8})$ ], sample (secondary) [ ^([EDSR]RS[0-9]{6,})$ ]"),
            _ => throw new EnaQueryException(400, $"Invalid result type: {result}"),
        };
    }

    private string[] FieldsOf(string? list)
    {
        var there = state.Fields;
        var asked = string.IsNullOrEmpty(list) ? ["run_accession", "study_title"] : list == "all" ? [.. there] : list.Split(',', StringSplitOptions.TrimEntries);
        var unknown = asked.Where(f => !there.Contains(f)).ToList();
        return unknown.Count == 0 ? asked : throw new EnaQueryException(400, $"Invalid fieldName(s) supplied: {string.Join(", ", unknown)}");
    }

    private Reply Table(IEnumerable<EnaRunRow> rows, string[] fields, string? format)
    {
        var found = rows.ToList();
        if (found.Count == 0 && state.NothingForZeroRows)
        {
            return Reply.Text(204, Tsv, "");
        }

        // In no order a reader could rely on.
        found.Reverse();
        if (format == "json")
        {
            var objects = found.Select(r => JsonSerializer.Serialize(fields.ToDictionary(f => f, f => r[f], StringComparer.Ordinal), Relaxed));
            return Reply.Text(200, "application/json", found.Count == 0 ? "[]" : $"[\n{string.Join(",\n", objects)}\n]\n");
        }

        var table = new StringBuilder(string.Join('\t', fields)).Append('\n');
        foreach (var row in found)
        {
            table.AppendJoin('\t', fields.Select(f => row[f])).Append('\n');
        }

        return Reply.Text(200, Tsv, table.ToString());
    }

    private Reply Fields() => Reply.Text(200, "application/json",
        JsonSerializer.Serialize(state.Fields.Select(f => new { columnId = f, description = f.Replace('_', ' '), type = EnaFields.Dates.Contains(f) ? "date" : EnaFields.Numbers.Contains(f) ? "number" : "text" })));

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
