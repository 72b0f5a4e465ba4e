using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Portal.Common;
using Portal.Domain.Accounts;
using Portal.Shell.Accounts;
using Portal.Shell.Limits;

namespace Portal.Shell.SignIn;

/// <summary>How a sign-in went.</summary>
/// <param name="Refusal">Null: not refused.</param>
/// <param name="NeedsCode">The password was right, and a code of the authenticator app is asked for.</param>
public sealed record SignInOutcome(string? Refusal, bool NeedsCode = false);

/// <summary>Local accounts. A refusal is one sentence, and the same one for a wrong name, a wrong password and a disabled person.</summary>
public sealed partial class PasswordSignIn(PersonSignIn signIn, SignInLimit limit, SignInJournal journal, IOptions<IdentityOptions> options, ILogger<PasswordSignIn> logger)
{
    public const string Wrong = "The name or the password is wrong.";

    public string LimitInWords =>
        $"After {options.Value.Lockout.MaxFailedAccessAttempts} wrong passwords an account rests for {Durations.Running(options.Value.Lockout.DefaultLockoutTimeSpan)}.";

    public async Task<SignInOutcome> TryAsync(SignInInput input, CancellationToken cancellationToken)
    {
        if (limit.Refusal() is { } wait)
        {
            return new(wait);
        }

        var people = signIn.UserManager;
        var person = await people.FindByNameAsync(input.Name.Trim()) ?? await people.FindByEmailAsync(input.Name.Trim());
        if (person is null)
        {
            // The time an answer takes must not tell which names exist.
            people.PasswordHasher.HashPassword(new Person(), input.Password);
            return await RefuseAsync(person, "no such name", Wrong, cancellationToken);
        }

        var result = await signIn.CheckPasswordSignInAsync(person, input.Password, lockoutOnFailure: true);
        if (result.IsLockedOut)
        {
            return await RefuseAsync(person, "too many tries", $"Too many wrong passwords. Try again in {Durations.Running(options.Value.Lockout.DefaultLockoutTimeSpan)}.", cancellationToken);
        }

        if (!result.Succeeded || person.DisabledAt is not null)
        {
            return await RefuseAsync(person, result.Succeeded ? "disabled" : "wrong password", Wrong, cancellationToken);
        }

        if ((await signIn.SignInOrAskForCodeAsync(person, input.Stay)).RequiresTwoFactor)
        {
            return new(null, NeedsCode: true);
        }

        await journal.SignedInAsync(person, "password", cancellationToken);
        return new(null);
    }

    private async Task<SignInOutcome> RefuseAsync(Person? person, string reason, string sentence, CancellationToken cancellationToken)
    {
        LogRefused(logger, reason);
        await journal.RefusedAsync(person, reason, cancellationToken);
        return new(sentence);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A sign-in was refused: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);
}
