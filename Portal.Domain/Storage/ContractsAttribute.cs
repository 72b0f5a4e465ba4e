namespace Portal.Domain.Storage;

/// <summary>
/// Marks a migration that takes something away, or runs SQL of its own, and says why nodes of the version before go on working.
/// A test refuses such a migration without it.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ContractsAttribute(string why) : Attribute
{
    public string Why { get; } = why;
}
