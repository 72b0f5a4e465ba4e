namespace Portal.Domain.ImagingOrders;

/// <summary>What is written into the importer's table when an order fails: the importer's own texts, so that every monitor tells the same story. <see cref="FailureReason"/> reads them.</summary>
public static class FailureText
{
    public const string Conversion = "Preprocessing failed. See container logs for details.";
    public const string Connection = "OMERO connection problem. Retry later; if it repeats, contact admin.";
    public const string Other = "Import failed. Please retry; if it repeats, contact admin.";

    /// <summary>The importer has no word for it, since it cannot be cancelled.</summary>
    public const string Cancelled = "Import cancelled.";

    /// <summary>Begins the text of an order whose conversion cannot be run as it stands; the importer says the wrong thing of those.</summary>
    public const string Incomplete = "Invalid preprocessing: ";

    /// <summary>Somebody made it pending once more after its end, which no importer looks at.</summary>
    public static string Reopened(string uuid) => $"Error processing order {uuid}: it had ended before; a retry is a new order";

    public static string Files(string uuid, string destinationId, IEnumerable<string> files) =>
        $"Import failed for data package {uuid} targeting OMERO {destinationId}. Failed files: {PythonWords.List(files)}";

    public static string Person(string user, string group) => $"User '{user}' or group '{group}' not recognized. Contact admin.";

    /// <summary>Why an order cannot be processed, whoever wrote it; null: it can.</summary>
    public static string? Refusal(ImportRow row) =>
        row.DestinationType is not ("Dataset" or "Screen") ? $"Error processing order {row.Uuid}: Invalid 'DestinationType' value: {row.DestinationType}. Must be one of: Dataset, Screen"
        : !long.TryParse(row.DestinationId, System.Globalization.CultureInfo.InvariantCulture, out var id) || id <= 0 ? $"Error processing order {row.Uuid}: 'DestinationID' must be a valid integer, got: {row.DestinationId}"
        : string.IsNullOrWhiteSpace(row.Group) || string.IsNullOrWhiteSpace(row.User) ? $"Error processing order {row.Uuid}: Missing required attributes in upload order: Group, Username"
        : !Guid.TryParseExact(row.Uuid, "D", out _) ? $"Error processing order {row.Uuid}: its UUID is none"
        : null;
}
