using Portal.Jobs.ImagingOrders.Tracking;

namespace Portal.ImagingOrders;

/// <summary>How it is with the importer, or with the portal's own workers, in words.</summary>
public static class ImporterWords
{
    public static string State(DaemonSign? sign) => sign?.State switch
    {
        null => "None",
        DaemonState.Alive => "Runs",
        DaemonState.NotTaking => "Takes nothing",
        DaemonState.Hidden => "Unknown",
        DaemonState.Beside or DaemonState.OtherPortal or DaemonState.NoWorker => "Off",
        _ => "Silent",
    };

    /// <summary>What is the matter, in a sentence; null where nothing is.</summary>
    public static string? Matter(DaemonSign? sign) => sign?.State switch
    {
        DaemonState.Alive => null,
        null => "No importer’s database is configured.",
        DaemonState.NotTaking => "Orders wait longer than an importer lets them.",
        DaemonState.Hidden => "The portal may not see whether an importer runs.",
        DaemonState.Beside => "An importer runs beside the portal.",
        DaemonState.OtherPortal => "Another portal processes the orders of this database.",
        DaemonState.NoWorker => "No node of the portal that works is running.",
        _ => "No importer seems to run.",
    };

    /// <summary>What comes of it, and what is to be done.</summary>
    public static string Advice(DaemonSign? sign) => sign?.State switch
    {
        null => "Orders wait in the portal. An administrator sets ImagingOrders:TrackingDatabase.",
        DaemonState.NotTaking => "An operator starts it, or reads its log; orders wait in the portal meanwhile.",
        DaemonState.Hidden => "Orders wait until it may. An administrator gives its account the role pg_monitor, or the importer’s own account.",
        DaemonState.Beside => "Both would import everything twice, so the portal processes nothing until that importer is stopped; then it begins by itself.",
        DaemonState.OtherPortal => "Two would import everything twice, so this one processes nothing. An administrator stops the other, or sets ImagingOrders:Mode to hand-over.",
        DaemonState.NoWorker => "An operator starts one, with the role all or worker; orders wait until then.",
        _ => "Orders wait in the portal until one does. An operator starts it, or looks with “portal doctor”.",
    };
}
