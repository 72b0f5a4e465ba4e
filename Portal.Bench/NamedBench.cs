namespace Portal.Bench;

/// <summary>One set of figures, by the name it is asked for.</summary>
/// <param name="Always">Runs when no name is given.</param>
internal sealed record NamedBench(string Name, bool Always, Func<CancellationToken, Task<IReadOnlyList<Figure>>> RunAsync);
