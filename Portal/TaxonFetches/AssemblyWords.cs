using Portal.Domain.TaxonFetches;

namespace Portal.TaxonFetches;

/// <summary>What the states of assemblies are called.</summary>
public static class AssemblyWords
{
    public static string Word(AssemblyStatus status) => status switch
    {
        AssemblyStatus.Waiting => "Waiting",
        AssemblyStatus.UnderConsideration => "Considered",
        AssemblyStatus.InProgress => "In progress",
        AssemblyStatus.Success => "Succeeded",
        AssemblyStatus.Fail => "Failed",
        AssemblyStatus.Skipped => "Skipped",
        _ => throw new InvalidOperationException($"No word for the status {status}."),
    };
}
