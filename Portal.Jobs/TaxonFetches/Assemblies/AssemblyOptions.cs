using System.ComponentModel.DataAnnotations;

namespace Portal.Jobs.TaxonFetches.Assemblies;

/// <summary>Section <c>TaxonFetches:Assemblies</c>: how long a run is held for who took it.</summary>
public sealed class AssemblyOptions : IValidatableObject
{
    public const string Section = "TaxonFetches:Assemblies";

    /// <summary>From reserving to confirming.</summary>
    public TimeSpan ConsiderationHold { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>From confirming to the result.</summary>
    public TimeSpan WorkHold { get; set; } = TimeSpan.FromDays(7);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, time) in new[] { (nameof(ConsiderationHold), ConsiderationHold), (nameof(WorkHold), WorkHold) })
        {
            if (time <= TimeSpan.Zero)
            {
                yield return new($"{Section}:{name} must be longer than nothing; it is {time}.");
            }
        }
    }
}
