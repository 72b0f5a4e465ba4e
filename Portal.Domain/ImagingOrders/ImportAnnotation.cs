namespace Portal.Domain.ImagingOrders;

/// <summary>What is written onto an imported image or plate, so that it can be traced to its order and file.</summary>
public static class ImportAnnotation
{
    public const string Namespace = "biomero.import";

    /// <param name="file">The source, also where a conversion of it was imported.</param>
    /// <param name="told">What the conversion told of the image.</param>
    /// <param name="metadata">From metadata.csv beside the file.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(ImportRow order, PreprocessingRow? conversion, string file, DateTimeOffset at,
        IEnumerable<KeyValuePair<string, string>> told, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        List<KeyValuePair<string, string>> pairs =
        [
            new("UUID", order.Uuid),
            new("Filepath", file),
            new("Group", order.Group),
            new("Username", order.User),
            new("DestinationID", order.DestinationId),
            new("DestinationType", order.DestinationType),
            new("Files", PythonWords.List(order.Files)),
            new("FileNames", PythonWords.List(ShortFileNames.Of(order.Files))),
        ];
        if (conversion is not null)
        {
            pairs.AddRange(Preprocessing(conversion));
        }

        pairs.AddRange(told.Select(p => new KeyValuePair<string, string>($"processing_output_{p.Key}", p.Value)));
        pairs.Add(new("Import_Timestamp", at.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", System.Globalization.CultureInfo.InvariantCulture)));
        pairs.AddRange(metadata.Select(p => new KeyValuePair<string, string>($"csv_{p.Key}", p.Value)));
        return pairs;
    }

    private static IEnumerable<KeyValuePair<string, string>> Preprocessing(PreprocessingRow conversion) =>
    [
        new("preprocessing_container", conversion.Container),
        new("preprocessing_inputfile", conversion.InputFile),
        new("preprocessing_outputfolder", conversion.OutputFolder),
        new("preprocessing_altoutputfolder", conversion.AltOutputFolder ?? ""),
        .. conversion.Parameters.Select(p => new KeyValuePair<string, string>($"preprocessing_{p.Key}", p.Value)),
        new("preprocessing_id", conversion.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)),
    ];
}
