namespace Portal.Jobs.TaxonFetches;

/// <summary>How long to wait before looking for work again: short after work, twice as long each time there was none, up to a cap.</summary>
public sealed class IdleBackOff(TimeSpan cap)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private TimeSpan _last = Shortest;

    public TimeSpan After(bool worked)
    {
        _last = worked ? Shortest : _last * 2;
        return _last < cap ? _last : _last = cap;
    }
}
