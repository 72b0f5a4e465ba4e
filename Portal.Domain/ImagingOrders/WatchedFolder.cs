using Portal.Domain.Accounts;

namespace Portal.Domain.ImagingOrders;

/// <summary>What is to happen with a folder that is watched, as somebody writes it down.</summary>
/// <param name="Folder">Below the group's folder; empty for the folder itself.</param>
/// <param name="User">Login in OMERO the import acts as; a person's own where nothing is said.</param>
/// <param name="QuietFor">A file whose size and time have not changed for so long is whole; not asked where a marker says so.</param>
/// <param name="Marker">Name of a file that says those beside it are whole; <c>{name}</c> in it stands for the file's own name.</param>
/// <param name="Include">Patterns with * and ?, of names, or of paths where they hold a slash; none: everything that can be imported.</param>
/// <param name="Parameters">Of a conversion, in place of what its configuration says.</param>
/// <param name="TakeOld">What lies there at the first look is ordered too.</param>
public sealed record WatchWish(string Group, string Folder, string? User, string DestinationType, long DestinationId, TimeSpan QuietFor, string? Marker = null, IReadOnlyList<string>? Include = null,
    IReadOnlyList<string>? Exclude = null, IReadOnlyList<ConversionParameter>? Parameters = null, bool Hold = false, int Priority = 0, bool TakeOld = false);

/// <summary>A folder of a group in which new data is noticed and ordered by itself.</summary>
public sealed class WatchedFolder
{
    private WatchedFolder()
    {
    }

    public Guid Id { get; private set; }
    public string GroupName { get; private set; } = "";
    public string Folder { get; private set; } = "";
    public string UserName { get; private set; } = "";
    public DestinationType DestinationType { get; private set; }
    public long DestinationId { get; private set; }
    public TimeSpan QuietFor { get; private set; }
    public string? Marker { get; private set; }
    public IReadOnlyList<string> Include { get; private set; } = [];
    public IReadOnlyList<string> Exclude { get; private set; } = [];
    public IReadOnlyList<ConversionParameter> Parameters { get; private set; } = [];
    public bool Hold { get; private set; }
    public int Priority { get; private set; }
    public bool TakeOld { get; private set; }

    /// <summary>Why nobody looks now, in words.</summary>
    public string? PausedBecause { get; private set; }

    public string CreatedById { get; private set; } = "";
    public string CreatedBy { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When somebody last looked; null: nobody yet.</summary>
    public DateTimeOffset? LookedAt { get; private set; }

    /// <summary>What the last look ran into.</summary>
    public string? Problem { get; private set; }

    /// <summary>Nobody looks any more; what it ordered still tells where it came from.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    public Destination Destination => new(DestinationType, DestinationId);

    public string Scope => Scopes.OmeroGroup(GroupName);

    public string SubjectKey => $"imaging-watch:{Id}";

    public string Subject => $"{GroupName} · {(Folder.Length == 0 ? "the whole folder" : Folder)} → {Destination}";

    /// <exception cref="RuleException">Something of the wish cannot be.</exception>
    public static WatchedFolder Of(WatchWish wish, Actor by, DateTimeOffset now)
    {
        var destination = Destination.Read(wish.DestinationType, wish.DestinationId);
        return new()
        {
            Id = Guid.CreateVersion7(now),
            GroupName = wish.Group,
            Folder = wish.Folder.Trim().TrimEnd('/'),
            UserName = wish.User?.Trim() is { Length: > 0 } user && !user.Any(char.IsControl) ? user : throw Wrong("Say whose images they are: a login in OMERO."),
            DestinationType = destination.Type,
            DestinationId = destination.Id,
            QuietFor = wish.QuietFor >= TimeSpan.Zero && wish.QuietFor <= TimeSpan.FromDays(7) ? wish.QuietFor : throw Wrong("The quiet time is at most seven days."),
            Marker = string.IsNullOrWhiteSpace(wish.Marker) ? null : wish.Marker.Contains('/', StringComparison.Ordinal) ? throw Wrong("A marker is the name of a file beside the others; it has no slash.") : wish.Marker.Trim(),
            Include = Patterns(wish.Include),
            Exclude = Patterns(wish.Exclude),
            Parameters = [.. (wish.Parameters ?? []).DistinctBy(p => p.Key)],
            Hold = wish.Hold,
            Priority = wish.Priority,
            TakeOld = wish.TakeOld,
            CreatedById = by.Id,
            CreatedBy = by.Name,
            CreatedAt = now,
        };
    }

    public void Pause(string why) => PausedBecause = Living(PausedBecause is null, "watch-paused", "It is paused already.") ? why : null;

    public void Resume() => PausedBecause = Living(PausedBecause is not null, "watch-not-paused", "It is not paused.") ? null : PausedBecause;

    public void Delete(DateTimeOffset now) => DeletedAt = Living(may: true, "", "") ? now : null;

    public void Looked(DateTimeOffset now, string? problem) => (LookedAt, Problem) = (now, problem);

    private bool Living(bool may, string rule, string sentence) => DeletedAt is not null ? throw new RuleException("watch-deleted", "It was deleted. Watch the folder anew.")
        : may ? true : throw new RuleException(rule, sentence);

    private static List<string> Patterns(IReadOnlyList<string>? patterns) => [.. (patterns ?? []).Select(p => p.Trim()).Where(p => p.Length > 0).Distinct(StringComparer.Ordinal)];

    private static RuleException Wrong(string why) => new("watch", why, 400);
}

/// <summary>What has become of a path in a watched folder.</summary>
public enum WatchedState
{
    /// <summary>It is not known to be whole, or something keeps it from being ordered.</summary>
    Waiting,
    Ordered,

    /// <summary>It went, or goes, to the same destination already.</summary>
    Known,

    /// <summary>It lay there before anybody watched.</summary>
    WasThere,
}

/// <summary>A file, or a folder that is one image, in a watched folder. It is there once, so it is ordered once.</summary>
public sealed class WatchedPath
{
    private WatchedPath()
    {
    }

    public Guid WatchId { get; private set; }

    /// <summary>Below the group's folder.</summary>
    public string Path { get; private set; } = "";

    public WatchedState State { get; private set; }
    public long Size { get; private set; }
    public DateTimeOffset ModifiedAt { get; private set; }
    public DateTimeOffset SeenAt { get; private set; }

    /// <summary>By the portal's clock: since when nobody has seen it change.</summary>
    public DateTimeOffset UnchangedSince { get; private set; }

    /// <summary>Why it still waits, in words.</summary>
    public string? Why { get; private set; }

    public Guid? OrderId { get; private set; }

    public static WatchedPath Of(Guid watch, string path, long size, DateTimeOffset modifiedAt, bool wasThere, DateTimeOffset now) => new()
    {
        WatchId = watch,
        Path = path,
        State = wasThere ? WatchedState.WasThere : WatchedState.Waiting,
        Size = size,
        ModifiedAt = modifiedAt,
        SeenAt = now,
        UnchangedSince = now,
    };

    public void Seen(long size, DateTimeOffset modifiedAt, DateTimeOffset now)
    {
        if ((Size, ModifiedAt) != (size, modifiedAt))
        {
            (Size, ModifiedAt, UnchangedSince) = (size, modifiedAt, now);
        }
    }

    public void Wait(string why) => Why = why;

    public void Order(Guid order) => (State, OrderId, Why) = (WatchedState.Ordered, order, null);

    public void Know(Guid order) => (State, OrderId, Why) = (WatchedState.Known, order, null);
}
