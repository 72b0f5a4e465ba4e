namespace Portal.Jobs.Outside.DigitalOcean;

/// <summary>DigitalOcean says no, and would say so again.</summary>
public sealed class DigitalOceanRefusedException(int status, string id, string words) : Exception($"DigitalOcean answered {status} ({id}): {words}")
{
    public int Status { get; } = status;

    public string Words { get; } = words;

    /// <summary>The account may have no more droplets at present.</summary>
    public bool IsLimit => Status == 422 && Words.Contains("droplet limit", StringComparison.OrdinalIgnoreCase);

    /// <summary>Something else is being done to the droplet; later it may be done.</summary>
    public bool IsPending => Status == 422 && Words.Contains("pending event", StringComparison.OrdinalIgnoreCase);
}

/// <summary>DigitalOcean, or the way to it, is in trouble; later it may answer.</summary>
/// <param name="after">When it said so itself.</param>
/// <param name="unsure">What was asked may have been done all the same.</param>
public sealed class DigitalOceanTroubleException(string what, TimeSpan? after, bool unsure, Exception? cause = null) : Exception(what, cause)
{
    public TimeSpan? After { get; } = after;

    public bool Unsure { get; } = unsure;
}
