using System.ComponentModel.DataAnnotations;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>Section <c>TaxonFetches</c>: who collects, and what workers cost.</summary>
public sealed class CollectorOptions : IValidatableObject
{
    /// <summary>portal: the portal copies by itself; outside: a program elsewhere asks what is ready, fetches it and reports.</summary>
    [AllowedValues("portal", "outside", ErrorMessage = "TaxonFetches:Collector must be portal or outside.")]
    public string Collector { get; set; } = "portal";

    /// <summary>What an hour of one worker costs, by farm; a farm that is not named costs nothing anybody counts.</summary>
    public IDictionary<string, decimal> CostPerWorkerHour { get; } = new Dictionary<string, decimal>(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the cost is counted in.</summary>
    public string Currency { get; set; } = "EUR";

    public bool IsOutside => Collector == "outside";

    /// <returns>Null where no rate is set for the farm.</returns>
    public decimal? CostOf(string farm, TimeSpan age) => CostPerWorkerHour.TryGetValue(farm, out var rate) ? rate * (decimal)Math.Max(0, age.TotalHours) : null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        CostPerWorkerHour.Where(c => c.Value < 0).Select(c => new ValidationResult($"TaxonFetches:CostPerWorkerHour:{c.Key} must not be below 0; it is {c.Value}."));
}
