using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Orders;

namespace Portal.Jobs.ImagingOrders.Watching;

/// <summary>Whether who had a folder watched may still order what is found there: a watch outlives a membership, an account and a key.</summary>
public sealed class WatchRights(Permissions permissions, OrderUsers users)
{
    /// <returns>What is missing and what to do, in words; null: nothing.</returns>
    public async Task<string?> MissingAsync(WatchedFolder watch, CancellationToken cancellationToken)
    {
        var definer = new Actor(watch.CreatedById, watch.CreatedBy, "schedule");
        if (!(await permissions.OfAsync(definer, cancellationToken)).May(watch.Scope, Role.Curator))
        {
            return $"{watch.CreatedBy}, who had this folder watched, is no curator of {watch.GroupName} any more, so nothing is ordered. Give the role back and resume it, or delete it and let a curator watch the folder anew.";
        }

        try
        {
            await users.OfAsync(watch.GroupName, watch.UserName, definer, cancellationToken);
            return null;
        }
        catch (RuleException)
        {
            return $"{watch.CreatedBy}, who had this folder watched, may not order as {watch.UserName} any more, so nothing is ordered. Give the role Operator in {watch.GroupName} back and resume it, or delete it and watch the folder anew.";
        }
    }
}
