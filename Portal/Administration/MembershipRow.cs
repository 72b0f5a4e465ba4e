using Portal.Domain.Accounts;

namespace Portal.Administration;

/// <summary>What kind of scope a row of the form is about.</summary>
public enum ScopeKind
{
    Everything,
    Study,
    OmeroGroup,
}

/// <summary>One row of the form that gives roles.</summary>
public sealed class MembershipRow
{
    public ScopeKind Kind { get; set; }
    public string Name { get; set; } = "";
    public Role Role { get; set; } = Role.Viewer;

    public Grant Grant => new(Kind switch
    {
        ScopeKind.Everything => Scopes.Everything,
        ScopeKind.Study => Scopes.StudyPrefix + Name.Trim(),
        ScopeKind.OmeroGroup => Scopes.OmeroGroupPrefix + Name.Trim(),
        _ => throw new InvalidOperationException($"No scope for {Kind}."),
    }, Role);

    public static MembershipRow Of(MembershipView membership) => membership.Scope switch
    {
        Scopes.Everything => new() { Role = membership.Role },
        var s when s.StartsWith(Scopes.StudyPrefix, StringComparison.Ordinal) => new() { Kind = ScopeKind.Study, Name = s[Scopes.StudyPrefix.Length..], Role = membership.Role },
        var s => new() { Kind = ScopeKind.OmeroGroup, Name = s[(s.IndexOf(':') + 1)..], Role = membership.Role },
    };
}
