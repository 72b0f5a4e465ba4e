using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Portal.Domain.Accounts;

namespace Portal.Shell.Accounts;

/// <summary>
/// The secret of a link with which somebody sets a password. Nothing of it is stored: it is signed over the person's security stamp,
/// so it is good once, until a newer link is made, or until its time is over.
/// </summary>
internal sealed class InvitationTokens(IDataProtectionProvider protection, IOptions<InvitationOptions> options, ILogger<DataProtectorTokenProvider<Person>> logger)
    : DataProtectorTokenProvider<Person>(protection, options, logger)
{
    public const string Provider = "Invitation";
    public const string Purpose = "set-password";
}

/// <summary>How long an invitation is good for.</summary>
public sealed class InvitationOptions : DataProtectionTokenProviderOptions
{
    public InvitationOptions() => (Name, TokenLifespan) = (InvitationTokens.Provider, TimeSpan.FromHours(72));
}
