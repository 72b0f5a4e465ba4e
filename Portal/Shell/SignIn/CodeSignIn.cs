using Microsoft.AspNetCore.Identity;
using Portal.Domain.Accounts;
using Portal.Shell.Accounts;
using Portal.Shell.Limits;

namespace Portal.Shell.SignIn;

/// <summary>The second step: a code of the authenticator app, or one of the recovery codes.</summary>
public sealed class CodeSignIn(PersonSignIn signIn, SignInLimit limit, SignInJournal journal)
{
    /// <summary>Whose password was right; null when that is too long ago, or never was.</summary>
    public Task<Person?> WhoAsync() => signIn.GetTwoFactorAuthenticationUserAsync();

    /// <summary>Null: signed in.</summary>
    public Task<string?> TryCodeAsync(Person person, string? code, bool stay, CancellationToken cancellationToken) => TryAsync(person, "password and code",
        "The code is wrong or too old. Type the one the app shows now.", () => signIn.TwoFactorAuthenticatorSignInAsync(AccountCommands.Digits(code), stay, rememberClient: false), cancellationToken);

    /// <summary>Null: signed in, and the code is used up.</summary>
    public Task<string?> TryRecoveryAsync(Person person, string? code, CancellationToken cancellationToken) => TryAsync(person, "password and recovery code",
        "This is none of your recovery codes, or it was used already.", () => signIn.TwoFactorRecoveryCodeSignInAsync((code ?? "").Replace(" ", "")), cancellationToken);

    private async Task<string?> TryAsync(Person person, string how, string wrong, Func<Task<SignInResult>> attempt, CancellationToken cancellationToken)
    {
        if (limit.Refusal() is { } wait)
        {
            return wait;
        }

        var result = person.DisabledAt is null ? await attempt() : SignInResult.Failed;
        if (result.Succeeded)
        {
            await journal.SignedInAsync(person, how, cancellationToken);
            return null;
        }

        await journal.RefusedAsync(person, result.IsLockedOut ? "too many tries" : $"wrong {how.Replace("password and ", "")}", cancellationToken);
        return result.IsLockedOut ? "Too many wrong codes. Wait a few minutes and sign in again." : wrong;
    }
}
