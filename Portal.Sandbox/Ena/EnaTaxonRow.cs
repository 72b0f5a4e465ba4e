namespace Portal.Sandbox.Ena;

/// <summary>A taxon of the made-up taxonomy.</summary>
public sealed record EnaTaxonRow(long Id, string Name, string Rank, long? Parent);

/// <summary>A run as a row of fields; what is not in it is empty.</summary>
public sealed record EnaRunRow(string Accession, long TaxId, IReadOnlyDictionary<string, string> Fields)
{
    public string this[string field] => field == "run_accession" ? Accession : field == "tax_id" ? $"{TaxId}" : Fields.GetValueOrDefault(field, "");
}
