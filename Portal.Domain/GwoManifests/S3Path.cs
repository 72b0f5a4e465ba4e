namespace Portal.Domain.GwoManifests;

/// <summary><c>s3://bucket/key</c>, where the key names an object and not a folder.</summary>
public readonly record struct S3Path(string Bucket, string Key)
{
    private const string Scheme = "s3://";

    /// <summary>Directory part of the key with its slash; empty at the root of the bucket.</summary>
    public string Prefix => Key[..(Key.LastIndexOf('/') + 1)];

    public string FileName => Key[(Key.LastIndexOf('/') + 1)..];

    public static bool TryParse(string path, out S3Path parsed)
    {
        var slash = SlashOf(path);
        parsed = slash < 0 ? default : new S3Path(path[Scheme.Length..slash], path[(slash + 1)..]);
        return slash >= 0;
    }

    /// <summary>Of a path that was tried before.</summary>
    public static S3Path Parse(string path) => TryParse(path, out var parsed) ? parsed : throw new FormatException($"{path} is no path of an S3 object.");

    /// <summary>Whether it can be parsed, without building the parts.</summary>
    public static bool IsPath(string path) => SlashOf(path) >= 0;

    /// <summary>Everything up to the last slash, without building the parts.</summary>
    public static ReadOnlySpan<char> DirectoryOf(string path) => path.AsSpan(0, path.LastIndexOf('/') + 1);

    public static string FileNameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    // The one between bucket and key; -1 when it is no path of an object.
    private static int SlashOf(string path)
    {
        if (!path.StartsWith(Scheme, StringComparison.Ordinal) || path.EndsWith('/'))
        {
            return -1;
        }

        var slash = path.IndexOf('/', Scheme.Length);
        return slash <= Scheme.Length ? -1 : slash;
    }

    /// <summary>Why it is no path, for a person who has to correct it.</summary>
    public static string Fault(string path) => path switch
    {
        _ when path.EndsWith('/') => "This is a folder; name the file in it",
        _ when path.StartsWith("http", StringComparison.OrdinalIgnoreCase) => "Write the address as s3://bucket/key, not as a web address",
        _ when path.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && !path.StartsWith(Scheme, StringComparison.Ordinal) => "Write s3:// in small letters",
        _ when path.StartsWith(Scheme, StringComparison.Ordinal) => "After the bucket, name the object: s3://bucket/key",
        _ => "Put the bucket before the key: s3://bucket/key",
    };

    public override string ToString() => $"{Scheme}{Bucket}/{Key}";
}
