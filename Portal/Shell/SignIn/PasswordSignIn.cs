using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Portal.Common;
using Portal.Domain.Accounts;

namespace Portal.Shell.SignIn;

/// <summary>Local accounts. A refusal is one sentence, and the same one for a wrong name, a wrong password and a disabled person.</summary>
public sealed partial class PasswordSignIn(SignInManager<Person> signIn, IOptions<IdentityOptions> options, TimeProvider clock, ILogger<PasswordSignIn> logger)
{
    public const string Wrong = "The name or the password is wrong.";
    private static readonly TimeSpan Stay = TimeSpan.FromDays(7);

    public string LimitInWords =>
        $"After {options.Value.Lockout.MaxFailedAccessAttempts} wrong passwords an account rests for {Durations.Running(options.Value.Lockout.DefaultLockoutTimeSpan)}.";

    /// <summary>Null: signed in, and the cookie is on its way.</summary>
    public async Task<string?> TryAsync(SignInInput input)
    {
        var people = signIn.UserManager;
        var person = await people.FindByNameAsync(input.Name.Trim()) ?? await people.FindByEmailAsync(input.Name.Trim());
        if (person is null)
        {
            // The time an answer takes must not tell which names exist.
            people.PasswordHasher.HashPassword(new Person(), input.Password);
            LogRefused(logger, "no such name");
            return Wrong;
        }

        var result = await signIn.CheckPasswordSignInAsync(person, input.Password, lockoutOnFailure: true);
        if (result.IsLockedOut)
        {
            LogRefused(logger, "too many tries");
            return $"Too many wrong passwords. Try again in {Durations.Running(options.Value.Lockout.DefaultLockoutTimeSpan)}.";
        }

        if (!result.Succeeded || person.DisabledAt is not null)
        {
            LogRefused(logger, result.Succeeded ? "disabled" : "wrong password");
            return Wrong;
        }

        await signIn.SignInAsync(person, input.Stay ? new AuthenticationProperties { IsPersistent = true, ExpiresUtc = clock.GetUtcNow() + Stay } : new AuthenticationProperties());
        return null;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A sign-in was refused: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);
}
