using System.ComponentModel.DataAnnotations;

namespace Portal.Jobs.GwoManifests;

/// <summary>Section <c>GwoManifests</c>. Every message names its key.</summary>
public sealed class GwoManifestOptions : IValidatableObject
{
    public const string Section = "GwoManifests";

    public const string DataServiceUrlKey = $"{Section}:{nameof(DataServiceUrl)}";

    /// <summary>Address of the Data Service, e.g. <c>https://kf-api-dataservice.example.org</c>. Without one, checks say so.</summary>
    public string? DataServiceUrl { get; set; }

    /// <summary>Files loaded at the same time, and lookups asked at the same time.</summary>
    public int Parallel { get; set; } = 4;

    /// <summary>How long one call to the Data Service or S3 may take.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a call that may be repeated is repeated after a failure.</summary>
    public int Retries { get; set; } = 4;

    /// <summary>Pause before the first repetition; it doubles, with jitter.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Largest manifest accepted.</summary>
    public long MaxBytes { get; set; } = 200_000_000;

    /// <summary>Pages of 1,000 objects after which a folder of which a manifest names few files is listed no further; these are asked for by key.</summary>
    public int MostListingPages { get; set; } = 50;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(DataServiceUrl) && (!Uri.TryCreate(DataServiceUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")))
        {
            yield return new($"{DataServiceUrlKey} must be an address such as https://kf-api-dataservice.example.org; it is “{DataServiceUrl}”.");
        }

        if (Parallel is < 1 or > 64)
        {
            yield return new($"{Section}:{nameof(Parallel)} must be between 1 and 64; it is {Parallel}.");
        }

        if (CallTimeout < TimeSpan.FromMilliseconds(100) || CallTimeout > TimeSpan.FromMinutes(10))
        {
            yield return new($"{Section}:{nameof(CallTimeout)} must be between 00:00:00.1 and 00:10:00; it is {CallTimeout}.");
        }

        if (Retries is < 0 or > 10)
        {
            yield return new($"{Section}:{nameof(Retries)} must be between 0 and 10; it is {Retries}.");
        }

        if (RetryDelay < TimeSpan.Zero || RetryDelay > TimeSpan.FromMinutes(1))
        {
            yield return new($"{Section}:{nameof(RetryDelay)} must be between 00:00:00 and 00:01:00; it is {RetryDelay}.");
        }

        if (MostListingPages < 1)
        {
            yield return new($"{Section}:{nameof(MostListingPages)} must be at least 1; it is {MostListingPages}.");
        }

        if (MaxBytes < 1)
        {
            yield return new($"{Section}:{nameof(MaxBytes)} must be at least 1; it is {MaxBytes}.");
        }
    }
}
