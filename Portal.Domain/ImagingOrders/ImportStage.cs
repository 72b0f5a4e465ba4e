namespace Portal.Domain.ImagingOrders;

/// <summary>How far an order is, as the importer's table tells it.</summary>
public enum ImportStage
{
    /// <summary>A text nobody here knows; shown as it is.</summary>
    Unknown,
    Pending,

    /// <summary>Handed to the importer's workers; whether one works on it is another question, see <see cref="DaemonQueue"/>.</summary>
    Started,
    Preprocessing,
    Completed,
    Failed,
}

/// <summary>The texts of the stages: they are the protocol.</summary>
public static class ImportStages
{
    public const string Pending = "Import Pending";
    public const string Started = "Import Started";
    public const string Preprocessing = "Import Preprocessing";
    public const string Completed = "Import Completed";
    public const string Failed = "Import Failed";

    public static ImportStage Read(string text) => text switch
    {
        Pending => ImportStage.Pending,
        Started => ImportStage.Started,
        Preprocessing => ImportStage.Preprocessing,
        Completed => ImportStage.Completed,
        Failed => ImportStage.Failed,
        _ => ImportStage.Unknown,
    };

    public static string Text(this ImportStage stage) => stage switch
    {
        ImportStage.Pending => Pending,
        ImportStage.Started => Started,
        ImportStage.Preprocessing => Preprocessing,
        ImportStage.Completed => Completed,
        ImportStage.Failed => Failed,
        _ => throw new InvalidOperationException($"No row is written for {stage}."),
    };

    public static bool IsFinal(this ImportStage stage) => stage is ImportStage.Completed or ImportStage.Failed;
}
