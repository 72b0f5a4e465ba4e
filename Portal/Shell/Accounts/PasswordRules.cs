using Microsoft.AspNetCore.Identity;
using Portal.Domain.Accounts;

namespace Portal.Shell.Accounts;

/// <summary>What makes a password weak that is long enough: it repeats the name.</summary>
internal sealed class PasswordRules : IPasswordValidator<Person>
{
    public const int Length = 12;
    public const int DifferentCharacters = 5;

    public static string InWords { get; } = $"At least {Length} characters, {DifferentCharacters} of them different, without your sign-in name.";

    public Task<IdentityResult> ValidateAsync(UserManager<Person> manager, Person user, string? password) =>
        Task.FromResult(user.UserName is { Length: > 3 } name && password?.Contains(name, StringComparison.OrdinalIgnoreCase) == true
            ? IdentityResult.Failed(new IdentityError { Code = "PasswordHasName", Description = "The password contains the sign-in name. Choose another." })
            : IdentityResult.Success);
}
