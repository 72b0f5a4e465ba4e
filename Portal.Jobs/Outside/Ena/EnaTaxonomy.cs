using System.Text.Json;
using Portal.Domain.Runs;

namespace Portal.Jobs.Outside.Ena;

/// <summary>A taxon as ENA knows it. The id may be another than the one asked for: then that one was merged into it.</summary>
public sealed record EnaTaxon(long TaxId, string ScientificName, string Rank, string Lineage);

/// <summary>ENA's taxonomy service.</summary>
public sealed class EnaTaxonomy(EnaTransport transport)
{
    /// <returns>Null when ENA does not know the id.</returns>
    public async Task<EnaTaxon?> FindAsync(long taxId, CancellationToken cancellationToken)
    {
        var root = transport.Patience.TaxonomyUrl ?? throw new StepFailedException($"No address of ENA’s taxonomy is configured. Set {transport.Patience.TaxonomyUrlKey}.");
        try
        {
            return Read(await transport.TextAsync(new Uri(root, $"tax-id/{taxId}"), $"looking up taxon {taxId}", cancellationToken), taxId);
        }
        catch (EnaRefusedException e) when (e.Kind == EnaRefusalKind.NoSuchPlace)
        {
            return null;
        }
        catch (EnaRefusedException e)
        {
            throw new StepFailedException($"ENA’s taxonomy refused {taxId}: {e.Words}", cause: e);
        }
    }

    // Unknown ids are answered with a sentence, with nothing at all, or with an error page.
    private static EnaTaxon? Read(string body, long taxId)
    {
        var text = body.Trim();
        if (text.Length == 0 || text.StartsWith("No results", StringComparison.OrdinalIgnoreCase) || text is "[]" or "{}")
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            var taxon = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement.EnumerateArray().First() : json.RootElement;
            return new(long.Parse(taxon.GetProperty("taxId").GetString()!), Text(taxon, "scientificName"), Text(taxon, "rank"), Text(taxon, "lineage").TrimEnd(' ', ';'));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or ArgumentNullException)
        {
            throw new StepFailedException($"ENA’s taxonomy answered something unexpected for {taxId}. Try again later.", e.Message, e);
        }
    }

    private static string Text(JsonElement taxon, string name) => taxon.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
