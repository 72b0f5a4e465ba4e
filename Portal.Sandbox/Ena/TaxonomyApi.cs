using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Portal.Sandbox.Outside;

namespace Portal.Sandbox.Ena;

/// <summary>The HTTP face of ENA's taxonomy. A merged id is answered with its successor; what it does not know, with a sentence.</summary>
internal sealed class TaxonomyApi(EnaState state) : IOutsideService
{
    public const string Root = "/ena/taxonomy/rest";

    public string Name => "ena-taxonomy";

    public static bool Owns(PathString path) => path.StartsWithSegments(Root, StringComparison.Ordinal);

    public Reply Error(int status, string message) => Reply.Text(status, "text/html", $"<html><body><h1>{status}</h1>{message}</body></html>");

    public Reply Answer(ServiceRequest request) => request.Path[Root.Length..].Split('/') switch
    {
        ["", "tax-id", var id] when !long.TryParse(id, out _) => Reply.Text(400, "text/plain", "Taxon Id must be numeric."),
        ["", "tax-id", var id] => state.Find(long.Parse(id)) is { } taxon ? Reply.Text(200, "application/json", Write(taxon)) : Reply.Text(200, "text/plain", "No results."),
        _ => Reply.Text(404, "text/plain", "Not Found"),
    };

    private string Write(EnaTaxonRow taxon)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["taxId"] = $"{taxon.Id}",
            ["scientificName"] = taxon.Name,
            ["formalName"] = taxon.Rank == "species" ? "true" : "false",
            ["rank"] = taxon.Rank,
            ["division"] = "PRO",
        };
        if (state.LineageOf(taxon) is { Count: > 0 } lineage)
        {
            fields["lineage"] = string.Join("; ", lineage) + "; ";
        }

        fields["geneticCode"] = "11";
        fields["submittable"] = fields["formalName"];
        return JsonSerializer.Serialize(fields);
    }
}
