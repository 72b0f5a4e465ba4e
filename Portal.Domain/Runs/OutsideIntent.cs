namespace Portal.Domain.Runs;

/// <summary>Where an effect on the outside is.</summary>
public enum IntentState
{
    /// <summary>Committed; whether the effect happened is not known.</summary>
    Open,

    /// <summary>The effect happened, once.</summary>
    Done,

    /// <summary>Its run has ended and the outside knows nothing of it: it never happened and never will.</summary>
    Dropped,
}

/// <summary>
/// An effect the portal is about to have outside, written down first. Its id goes along with the call, so that the outside
/// can be asked what became of it, and a second call with it is no second effect.
/// </summary>
public sealed class OutsideIntent
{
    public Guid Id { get; set; }
    public Guid RunId { get; set; }

    /// <summary>Who can be asked about it: the name of an <see cref="IIntentKind"/>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Which effect of its run: "volume-3". The same key is the same effect, in every attempt.</summary>
    public string Key { get; set; } = "";

    public string Subject { get; set; } = "";

    /// <summary>What was asked for, JSON.</summary>
    public string Payload { get; set; } = "{}";

    public IntentState State { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>What the outside answered, JSON.</summary>
    public string? Outcome { get; set; }

    public int Looks { get; set; }
    public DateTimeOffset? LookedAt { get; set; }
}

/// <summary>Knows one kind of outside effect: how to ask whether it happened.</summary>
public interface IIntentKind
{
    string Name { get; }

    /// <returns>What the outside has of it as JSON, in the shape the effect itself returns; null when there is nothing.</returns>
    Task<string?> FindAsync(OutsideIntent intent, CancellationToken cancellationToken);
}

/// <summary>How many calls of one outside system may be made in a second, over all nodes.</summary>
public sealed class OutsideRate
{
    public string System { get; set; } = "";
    public double PerSecond { get; set; }

    /// <summary>How many may come at once after a quiet time.</summary>
    public double Burst { get; set; }

    /// <summary>What is left; below zero when calls are already promised.</summary>
    public double Left { get; set; }

    public DateTimeOffset FilledAt { get; set; }
}
