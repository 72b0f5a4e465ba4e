using Portal.Domain.Accounts;

namespace Portal.Administration;

/// <summary>What is asked about before it is done to somebody.</summary>
public enum PersonDeed
{
    Disable,
    Enable,
    Unlock,
    ResetTwoFactor,
}

internal static class PersonDeedWords
{
    public static (string Title, string Text, string Verb) Words(this PersonDeed deed, PersonView person) => deed switch
    {
        PersonDeed.Disable => ($"Disable {person.DisplayName}?", "They are signed out everywhere within ten seconds and cannot sign in again until somebody enables the account. What they started goes on. Say why: it is shown to whoever enables it.", $"Disable {person.UserName}"),
        PersonDeed.Enable => ($"Enable {person.DisplayName}?", "They can sign in again, with the password and the roles they had.", $"Enable {person.UserName}"),
        PersonDeed.Unlock => ($"Unlock {person.DisplayName}?", "The account rests because of too many wrong passwords. Unlocked, it can be tried again at once. If it was not them who tried, a new link is the better answer.", $"Unlock {person.UserName}"),
        PersonDeed.ResetTwoFactor => ($"Reset the second factor of {person.DisplayName}?", "For a lost device. The password alone signs in again, and the old device's codes and recovery codes stop working. Be sure it is really them who ask.", $"Reset for {person.UserName}"),
        _ => throw new InvalidOperationException($"No words for {deed}."),
    };

    public static Task DoAsync(this PersonDeed deed, PeopleCommands commands, Guid id, string? why, Actor by, CancellationToken cancellationToken) => deed switch
    {
        PersonDeed.Disable => commands.DisableAsync(id, why, by, cancellationToken),
        PersonDeed.Enable => commands.EnableAsync(id, why, by, cancellationToken),
        PersonDeed.Unlock => commands.UnlockAsync(id, why, by, cancellationToken),
        PersonDeed.ResetTwoFactor => commands.ResetTwoFactorAsync(id, why, by, cancellationToken),
        _ => throw new InvalidOperationException($"No command for {deed}."),
    };
}
