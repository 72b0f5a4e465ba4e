using Portal.Domain.Accounts;

namespace Portal.Domain.ImagingOrders;

/// <summary>Orders on their way: kept per person, seen by nobody else, until they are made or thrown away.</summary>
public sealed class OrderDraft
{
    private OrderDraft()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>Stable id of the actor.</summary>
    public string Person { get; private set; } = "";

    public string GroupName { get; private set; } = "";
    public OrderChoice Choice { get; private set; } = new();

    /// <summary>Counts up with each change, so that two windows do not overwrite each other.</summary>
    public int Version { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get; private set; }

    public static OrderDraft Of(Guid id, string person, string group, DateTimeOffset now) => new() { Id = id, Person = person, GroupName = group, CreatedAt = now };

    public void Write(OrderChoice choice, DateTimeOffset now) => (Choice, Version, UpdatedAt) = (choice, Version + 1, now);
}

/// <summary>What a group orders again and again: all but the files. Orders made with it keep what it said then.</summary>
public sealed class OrderTemplate
{
    public const int LongestName = 100;

    private OrderTemplate()
    {
    }

    public Guid Id { get; private set; }
    public string GroupName { get; private set; } = "";
    public string Name { get; private set; } = "";
    public OrderChoice Choice { get; private set; } = new();
    public string CreatedBy { get; private set; } = "";
    public DateTimeOffset UpdatedAt { get; private set; }

    public string Scope => Scopes.OmeroGroup(GroupName);

    public string SubjectKey => $"imaging-template:{Id}";

    public string Subject => $"{GroupName} · {Name}";

    public static OrderTemplate Of(string group, string name, Actor by) => new() { Id = Guid.NewGuid(), GroupName = group, Name = NameOf(name), CreatedBy = by.Name };

    public void Write(OrderChoice choice, DateTimeOffset now) => (Choice, UpdatedAt) = (choice.ForTemplate(), now);

    public void Rename(string name, DateTimeOffset now) => (Name, UpdatedAt) = (NameOf(name), now);

    /// <exception cref="RuleException">It is no name.</exception>
    public static string NameOf(string? name) => name?.Trim() is { Length: > 0 and <= LongestName } trimmed && !trimmed.Any(char.IsControl) ? trimmed
        : throw new RuleException("template-name", $"A template needs a name of 1 to {LongestName} characters.", 400);
}
