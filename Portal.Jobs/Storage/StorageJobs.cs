using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Domain.Storage;

namespace Portal.Jobs.Storage;

public static class StorageJobs
{
    public static IServiceCollection AddFileStore(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>().Bind(configuration.GetSection(StorageOptions.Section))
            .Validate(o => !string.IsNullOrWhiteSpace(o.Path) || !string.IsNullOrWhiteSpace(o.S3.Bucket),
                "Set Storage:Path to a folder all nodes share, or Storage:S3:Bucket to a bucket of the portal's own.")
            .Validate(o => string.IsNullOrEmpty(o.S3.ServiceUrl) || Uri.TryCreate(o.S3.ServiceUrl, UriKind.Absolute, out _),
                "Storage:S3:ServiceUrl must be an absolute address such as https://s3.example.org.")
            .Validate(o => string.IsNullOrEmpty(o.S3.AccessKey) == string.IsNullOrEmpty(o.S3.SecretKey),
                "Storage:S3:AccessKey and Storage:S3:SecretKey belong together: set both or neither.")
            .ValidateOnStart();
        services.AddSingleton<IFileStore>(s =>
        {
            var options = s.GetRequiredService<IOptions<StorageOptions>>().Value;
            return string.IsNullOrWhiteSpace(options.S3.Bucket) ? new FolderFileStore(options.Path!) : new S3FileStore(Client(options.S3), options.S3);
        });
        return services;
    }

    /// <summary>Checksums only where an operation demands them: other people's S3 servers store the newer trailing ones as part of the file.</summary>
    internal static AmazonS3Client Client(S3StorageOptions options)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.ForcePathStyle,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (!string.IsNullOrEmpty(options.ServiceUrl))
        {
            config.ServiceURL = options.ServiceUrl;
            config.AuthenticationRegion = options.Region;
        }
        else if (!string.IsNullOrEmpty(options.Region))
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        return string.IsNullOrEmpty(options.AccessKey) ? new AmazonS3Client(config) : new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), config);
    }
}
