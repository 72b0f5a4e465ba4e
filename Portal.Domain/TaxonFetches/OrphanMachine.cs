namespace Portal.Domain.TaxonFetches;

/// <summary>What does not fit between a farm's machines and the workers that are written down.</summary>
public enum OrphanKind
{
    /// <summary>A machine with the portal's tag that no worker owns.</summary>
    NoWorker,

    /// <summary>A worker whose machine is gone.</summary>
    NoMachine,
}

/// <summary>A machine without a worker, or a worker without its machine. Reported until it fits again; nothing is removed because of it.</summary>
public sealed class OrphanMachine
{
    /// <summary><c>droplet:3164444</c> or <c>worker:</c> and its id.</summary>
    public string Key { get; set; } = "";

    public OrphanKind Kind { get; set; }
    public string Name { get; set; } = "";

    /// <summary>What is wrong and what to do, for people.</summary>
    public string Sentence { get; set; } = "";

    public DateTimeOffset Since { get; set; }
}
