namespace Portal.Sandbox.DataService;

/// <summary>A list or an object, kept as the JSON text it arrived in.</summary>
public sealed record RawJson(string Text);

/// <summary>
/// One stored entity. Values are replaced as a whole, never changed in place, so that a page can be written out
/// without holding the lock of the tables.
/// </summary>
public sealed class Row(Collection collection, long sequence, string kfId)
{
    public Collection Collection => collection;

    /// <summary>The order of lists; the public uuid is made from it.</summary>
    public long Sequence => sequence;

    public string KfId => kfId;

    /// <summary>Microseconds since 1970, as the real cursor counts.</summary>
    public long CreatedAt { get; init; }

    public long ModifiedAt { get; internal set; }

    public object?[] Values { get; internal set; } = new object?[collection.Fields.Count];

    public object? this[string field] => field == "kf_id" ? KfId : Values[collection.PositionOf(field)];

    public string? Text(string field) => this[field] as string;

    /// <summary>The studies that find this row by a study filter.</summary>
    internal string[] Studies { get; set; } = [];

    internal string Uuid => $"00000000-0000-7000-8000-{sequence:x12}";

    internal static long? SequenceOf(string? uuid) =>
        Guid.TryParse(uuid, out var guid) && long.TryParse(guid.ToString("N")[20..], System.Globalization.NumberStyles.HexNumber, null, out var sequence)
            ? sequence
            : null;
}
