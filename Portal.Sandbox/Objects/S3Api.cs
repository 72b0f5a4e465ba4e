using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Portal.Sandbox.Outside;

namespace Portal.Sandbox.Objects;

/// <summary>The reading half of S3, path style. Any credentials will do: signatures are not checked.</summary>
internal sealed class S3Api(ObjectStore objects) : IOutsideService
{
    private const int PageSize = 1000;

    public string Name => "s3";

    public Reply Answer(ServiceRequest request)
    {
        var path = request.RawTarget.Split('?')[0];
        var parts = path.TrimStart('/').Split('/', 2);
        var bucket = Uri.UnescapeDataString(parts[0]);
        var key = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "";
        return request.Method is not ("GET" or "HEAD") ? S3Xml.Error(405, "MethodNotAllowed", "The sandbox's buckets can only be read.", path)
            : bucket.Length == 0 ? S3Xml.Buckets(objects.Buckets)
            : objects.IsDenied(bucket) switch
            {
                null => S3Xml.Error(404, "NoSuchBucket", "The specified bucket does not exist", bucket),
                true => S3Xml.Error(403, "AccessDenied", "Access Denied", path),
                false when key.Length > 0 => Object(request, bucket, key),
                false when request.Method == "HEAD" => new(200, "application/xml", default) { Headers = [new("x-amz-bucket-region", "us-east-1")] },
                false when request.Query.ContainsKey("location") => S3Xml.Location(),
                false => List(request.Query, bucket),
            };
    }

    public Reply Error(int status, string message) => status switch
    {
        403 => S3Xml.Error(403, "AccessDenied", "Access Denied", "/"),
        429 or 503 => S3Xml.Error(503, "SlowDown", "Please reduce your request rate.", "/"),
        _ => S3Xml.Error(status, "InternalError", message, "/"),
    };

    private Reply Object(ServiceRequest request, string bucket, string key)
    {
        if (objects.Find(bucket, key) is not { } found)
        {
            return S3Xml.Error(404, "NoSuchKey", "The specified key does not exist.", key);
        }

        if (request.Method == "GET" && request.Query.ContainsKey("attributes"))
        {
            return S3Xml.Attributes(found);
        }

        if (request.Method == "GET")
        {
            return S3Xml.Error(501, "NotImplemented", "The sandbox keeps names, sizes and checksums, not content.", key);
        }

        List<KeyValuePair<string, string>> headers =
        [
            new("Content-Length", found.Size.ToString(CultureInfo.InvariantCulture)),
            new("ETag", $"\"{found.ETag}\""),
            new("Last-Modified", found.LastModified.ToString("R", CultureInfo.InvariantCulture)),
            new("Accept-Ranges", "bytes"),
        ];

        // S3 itself leaves the header out for the ordinary class.
        if (found.StorageClass != "STANDARD")
        {
            headers.Add(new("x-amz-storage-class", found.StorageClass));
        }

        // A real S3 gives them only to who asks with x-amz-checksum-mode.
        headers.AddRange(found.Checksums.Select(c => new KeyValuePair<string, string>($"x-amz-checksum-{c.Key}", Convert.ToBase64String(Convert.FromHexString(c.Value)) + (found.ChecksumType == "COMPOSITE" ? "-2" : ""))));
        if (found.Checksums.Count > 0)
        {
            headers.Add(new("x-amz-checksum-type", found.ChecksumType));
        }

        return new(200, "binary/octet-stream", default) { Headers = headers };
    }

    private Reply List(IQueryCollection query, string bucket)
    {
        var token = query.TryGetValue("continuation-token", out var given) ? given.ToString() : null;
        var after = query["start-after"].ToString();
        if (token is not null && !TryReadToken(token, out after))
        {
            return S3Xml.Error(400, "InvalidArgument", "The continuation token provided is incorrect", bucket);
        }

        var maximum = int.TryParse(query["max-keys"], out var asked) && asked >= 0 ? Math.Min(asked, PageSize) : PageSize;
        var request = new ListingRequest(query["prefix"].ToString(), query["delimiter"].ToString(), after, maximum);
        var page = maximum == 0 ? new([], [], null) : objects.List(bucket, request);
        return S3Xml.Listing(bucket, request, page, token, query["encoding-type"] == "url");
    }

    private static bool TryReadToken(string token, out string after)
    {
        var bytes = new byte[token.Length];
        var valid = Convert.TryFromBase64String(token, bytes, out var length);
        after = valid ? Encoding.UTF8.GetString(bytes, 0, length) : "";
        return valid;
    }
}
