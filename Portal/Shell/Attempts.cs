using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;

namespace Portal.Shell;

/// <summary>For dialogs: does it as whoever is signed in, and answers with the sentence of a refusal.</summary>
public sealed class Attempts(Caller caller)
{
    /// <returns>Null when it is done.</returns>
    public async Task<string?> TryAsync(Func<Actor, Task> deed)
    {
        try
        {
            await deed(await caller.ActorAsync(CancellationToken.None));
            return null;
        }
        catch (Exception refusal) when (refusal is RuleException or NotAllowedException or NotFoundException or IllegalMoveException)
        {
            return refusal.Message;
        }
    }
}
