namespace Portal.Jobs.Storage;

/// <summary>Section <c>Storage</c>: where uploads and artifacts live. A bucket, when one is named, wins over the folder.</summary>
public sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>A folder that every node shares.</summary>
    public string? Path { get; set; }

    public S3StorageOptions S3 { get; set; } = new();
}

public sealed class S3StorageOptions
{
    public string? Bucket { get; set; }

    /// <summary>Put before every key, without slashes at the ends.</summary>
    public string Prefix { get; set; } = "";

    public string? ServiceUrl { get; set; }
    public string? Region { get; set; }
    public string? AccessKey { get; set; }
    public string? SecretKey { get; set; }
    public bool ForcePathStyle { get; set; }
}
