namespace Portal.Sandbox.Objects;

internal sealed record ListingRequest(string Prefix, string Delimiter, string After, int MaxKeys);

/// <summary>One page of ListObjectsV2. Keys that share a part up to the delimiter count as one common prefix.</summary>
internal sealed record ObjectListing(IReadOnlyList<StoredObject> Objects, IReadOnlyList<string> CommonPrefixes, string? NextAfter)
{
    public static ObjectListing Of(StoredObject[] sorted, ListingRequest request)
    {
        var (objects, prefixes) = (new List<StoredObject>(), new List<string>());
        var last = request.After;
        for (var i = FirstBehind(sorted, request); i < sorted.Length && sorted[i].Key.StartsWith(request.Prefix, StringComparison.Ordinal); i++)
        {
            var common = CommonPrefix(sorted[i].Key, request);
            if (common is not null && (string.CompareOrdinal(common, request.After) <= 0 || (prefixes.Count > 0 && prefixes[^1] == common)))
            {
                continue;
            }

            if (objects.Count + prefixes.Count == request.MaxKeys)
            {
                return new(objects, prefixes, last);
            }

            if (common is not null)
            {
                prefixes.Add(last = common);
            }
            else
            {
                objects.Add(sorted[i]);
                last = sorted[i].Key;
            }
        }

        return new(objects, prefixes, null);
    }

    private static string? CommonPrefix(string key, ListingRequest request)
    {
        if (request.Delimiter.Length == 0)
        {
            return null;
        }

        var end = key.IndexOf(request.Delimiter, request.Prefix.Length, StringComparison.Ordinal);
        return end < 0 ? null : key[..(end + request.Delimiter.Length)];
    }

    private static int FirstBehind(StoredObject[] sorted, ListingRequest request)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var reached = string.CompareOrdinal(sorted[middle].Key, request.Prefix) >= 0
                && string.CompareOrdinal(sorted[middle].Key, request.After) > 0;
            (low, high) = reached ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
