namespace Portal.Domain.Accounts;

/// <summary>Who does something, and from where: a person, a key, or the portal itself.</summary>
/// <param name="Id">Stable: <c>person:…</c>, <c>key:…</c> or <c>portal</c>.</param>
/// <param name="Via">The door: page, api, command line, schedule.</param>
/// <param name="Address">Network address, where there is one.</param>
public sealed record Actor(string Id, string Name, string Via, string? Address = null)
{
    /// <summary>The portal acting by itself: schedules, sweeps. It may do everything.</summary>
    public static Actor Portal { get; } = new("portal", "Schedule", "schedule");

    public static Actor Person(Guid id, string name, string via, string? address) => new($"person:{id}", name, via, address);

    public static Actor Key(Guid id, string name, string? address) => new($"key:{id}", name, "api", address);

    public bool IsPortal => string.Equals(Id, Portal.Id, StringComparison.Ordinal);

    public Guid? PersonId => Parse("person:");

    public Guid? KeyId => Parse("key:");

    private Guid? Parse(string prefix) =>
        Id.StartsWith(prefix, StringComparison.Ordinal) && Guid.TryParse(Id[prefix.Length..], out var id) ? id : null;
}
