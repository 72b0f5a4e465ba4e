using Portal.Domain.Accounts;

namespace Portal.Shell.SignIn;

/// <summary>Single sign-on through any provider that speaks OAuth 2.0: authorization code with PKCE, and a user-info endpoint.</summary>
public sealed class ProviderOptions
{
    public const string Section = "SignIn:OAuth";

    /// <summary>On the button and in the audit log.</summary>
    public string Name { get; set; } = "single sign-on";

    public string? ClientId { get; set; }
    public string? ClientSecret { get; set; }
    public string? AuthorizationEndpoint { get; set; }
    public string? TokenEndpoint { get; set; }
    public string? UserInformationEndpoint { get; set; }

    /// <summary>Asked for, parted by spaces.</summary>
    public string Scopes { get; set; } = "openid profile email";

    public string IdClaim { get; set; } = "sub";
    public string NameClaim { get; set; } = "name";
    public string EmailClaim { get; set; } = "email";
    public string RoleClaim { get; set; } = "roles";

    /// <summary>Which values of the role claim give which role.</summary>
    public IList<ProviderRole> Roles { get; } = [];

    /// <summary>Whoever has none of the values is turned away instead of let in without a role.</summary>
    public bool RequireMappedRole { get; set; }

    public bool IsConfigured => !string.IsNullOrWhiteSpace(ClientId);

    /// <summary>The highest role in each scope that these values of the role claim give.</summary>
    public IReadOnlyList<Grant> GrantsOf(IReadOnlyCollection<string> values) =>
        [.. Roles.Where(r => values.Contains(r.Value)).GroupBy(r => r.Scope).Select(g => new Grant(g.Key, g.Max(r => r.Role))).OrderBy(g => g.Scope, StringComparer.Ordinal)];

    /// <summary>What is wrong, in sentences that name the key.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (!IsConfigured)
        {
            yield break;
        }

        if (string.IsNullOrWhiteSpace(ClientSecret))
        {
            yield return $"{Section}:ClientSecret is missing.";
        }

        foreach (var (key, address) in new[] { (nameof(AuthorizationEndpoint), AuthorizationEndpoint), (nameof(TokenEndpoint), TokenEndpoint), (nameof(UserInformationEndpoint), UserInformationEndpoint) })
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && !uri.IsLoopback))
            {
                yield return $"{Section}:{key} must be an https address, not “{address}”.";
            }
        }

        foreach (var (role, i) in Roles.Select((r, i) => (r, i)))
        {
            if (string.IsNullOrWhiteSpace(role.Value) || !Enum.IsDefined(role.Role) || !Domain.Accounts.Scopes.IsOne(role.Scope))
            {
                yield return $"{Section}:Roles:{i} needs a Value, a Role (Viewer, Curator, Operator or Admin) and a Scope (*, study:SD_… or omero-group:…).";
            }
        }
    }
}

/// <summary>A value of the role claim, and what it gives.</summary>
public sealed class ProviderRole
{
    public string Value { get; set; } = "";
    public Role Role { get; set; }
    public string Scope { get; set; } = Scopes.Everything;
}
