namespace Portal.Shell;

/// <summary>What a slice adds to the overview, in its side column: a component without parameters, which draws nothing while it has nothing to tell.</summary>
/// <param name="Order">Position among the others.</param>
public sealed record OverviewPart(Type Component, int Order = 0);
