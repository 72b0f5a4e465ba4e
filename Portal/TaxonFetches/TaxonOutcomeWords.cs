using Portal.Common;
using Portal.Domain.TaxonFetches;

namespace Portal.TaxonFetches;

/// <summary>All outcomes in one sentence; its numbers add up to the input.</summary>
internal static class TaxonOutcomeWords
{
    public static string Summary(TaxonOutcomes outcomes) =>
        $"{Counts.Say(outcomes.Input, "id")}: {string.Join(", ", outcomes.Totals.Select(t => $"{Counts.Say(t.Value)} {TaxonWords.Of(t.Key).Word}"))}.";
}
