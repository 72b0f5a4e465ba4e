using Portal.Domain.Runs;
using Portal.Jobs.TaxonFetches;
using Portal.Runs;

namespace Portal.TaxonFetches;

/// <summary>The parameters of a taxon's runs in words.</summary>
internal static class TaxonRunWords
{
    public static IReadOnlyList<RunParameterFact> Of(RunDetail run)
    {
        var taxId = RunParameters.Read<CycleParameters>(run.Parameters).TaxId;
        return [new("Taxon", $"{taxId}", Url: $"taxon-fetches/{taxId}")];
    }
}
