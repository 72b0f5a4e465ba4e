namespace Portal.Runs;

/// <summary>What a slice adds to the page of its runs: a component with one parameter, <c>Guid RunId</c>, drawn in the side column.</summary>
public interface IRunPanel
{
    string Workflow { get; }
    Type Component { get; }
}
