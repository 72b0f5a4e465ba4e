using Portal.Common;
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

    /// <summary>The same with a form: what is wrong with a field is said at the field.</summary>
    public Task<string?> TryAsync(FormValues values, Func<Actor, Task> deed) => TryAsync(async by =>
    {
        try
        {
            await deed(by);
        }
        catch (RuleException wrong) when (wrong.Fields.Count > 0)
        {
            values.Refused(wrong.Fields);
            throw new RuleException(wrong.Rule, wrong.Fields.Count == 1 ? "One field needs another look." : $"{wrong.Fields.Count} fields need another look.", wrong.Status);
        }
    });
}
