using Portal.Jobs.ImagingOrders.Tracking;

namespace Portal.ImagingOrders;

/// <summary>How it is with the importer, in words.</summary>
public static class ImporterWords
{
    public static string State(DaemonSign? sign) => sign?.State switch
    {
        null => "None",
        DaemonState.Alive => "Runs",
        DaemonState.NotTaking => "Takes nothing",
        DaemonState.Hidden => "Unknown",
        _ => "Silent",
    };

    /// <summary>What is to be done.</summary>
    public static string Advice(DaemonSign sign) => sign.State switch
    {
        DaemonState.NotTaking => "Orders wait longer than an importer lets them. An operator starts it, or reads its log; orders wait in the portal meanwhile.",
        DaemonState.Hidden => "The portal’s account may not see the importer’s session. An administrator gives it the role pg_monitor, or the importer’s own account; orders wait in the portal meanwhile.",
        _ => "No importer polls its table. An operator starts it; orders wait in the portal until then.",
    };
}
