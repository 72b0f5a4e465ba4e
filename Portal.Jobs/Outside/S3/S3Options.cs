using System.ComponentModel.DataAnnotations;

namespace Portal.Jobs.Outside.S3;

/// <summary>Section <c>S3</c>: where source buckets are read. What is unset follows the AWS default chain.</summary>
public sealed class S3Options : IValidatableObject
{
    public const string Section = "S3";

    public string? ServiceUrl { get; set; }
    public string? Region { get; set; }
    public string? AccessKey { get; set; }
    public string? SecretKey { get; set; }
    public bool? ForcePathStyle { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(ServiceUrl) && (!Uri.TryCreate(ServiceUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")))
        {
            yield return new($"{Section}:{nameof(ServiceUrl)} must be an address such as https://s3.example.org, or unset; it is “{ServiceUrl}”.");
        }

        if (string.IsNullOrEmpty(AccessKey) != string.IsNullOrEmpty(SecretKey))
        {
            yield return new($"{Section}:{nameof(AccessKey)} and {Section}:{nameof(SecretKey)} belong together: set both or neither.");
        }
    }
}
