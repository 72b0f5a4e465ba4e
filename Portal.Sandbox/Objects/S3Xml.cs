using System.Text;
using System.Xml;
using Portal.Sandbox.Outside;

namespace Portal.Sandbox.Objects;

/// <summary>The XML of S3's answers.</summary>
internal static class S3Xml
{
    private const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    public static Reply Error(int status, string code, string message, string resource) => Write(status, xml =>
    {
        xml.WriteStartElement("Error");
        xml.WriteElementString("Code", code);
        xml.WriteElementString("Message", message);
        xml.WriteElementString("Resource", resource);
        xml.WriteElementString("RequestId", "SANDBOX");
        xml.WriteEndElement();
    });

    public static Reply Location() => Write(200, xml =>
    {
        // Empty means us-east-1, as S3 has it for its oldest region.
        xml.WriteStartElement("LocationConstraint", Namespace);
        xml.WriteEndElement();
    });

    public static Reply Buckets(IReadOnlyList<string> buckets) => Write(200, xml =>
    {
        xml.WriteStartElement("ListAllMyBucketsResult", Namespace);
        xml.WriteStartElement("Buckets");
        foreach (var bucket in buckets)
        {
            xml.WriteStartElement("Bucket");
            xml.WriteElementString("Name", bucket);
            xml.WriteElementString("CreationDate", "2025-03-03T10:00:00.000Z");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    });

    public static Reply Listing(string bucket, ListingRequest request, ObjectListing page, string? token, bool encodeKeys) => Write(200, xml =>
    {
        string Key(string text) => encodeKeys ? Uri.EscapeDataString(text).Replace("%2F", "/", StringComparison.Ordinal) : text;
        xml.WriteStartElement("ListBucketResult", Namespace);
        xml.WriteElementString("Name", bucket);
        xml.WriteElementString("Prefix", Key(request.Prefix));
        Optional(xml, "Delimiter", Key(request.Delimiter));
        Optional(xml, "EncodingType", encodeKeys ? "url" : "");
        Optional(xml, "ContinuationToken", token ?? "");
        Optional(xml, "NextContinuationToken", page.NextAfter is { } next ? Convert.ToBase64String(Encoding.UTF8.GetBytes(next)) : "");
        xml.WriteElementString("MaxKeys", request.MaxKeys.ToString());
        xml.WriteElementString("KeyCount", (page.Objects.Count + page.CommonPrefixes.Count).ToString());
        xml.WriteElementString("IsTruncated", page.NextAfter is null ? "false" : "true");
        foreach (var item in page.Objects)
        {
            xml.WriteStartElement("Contents");
            xml.WriteElementString("Key", Key(item.Key));
            xml.WriteElementString("LastModified", item.LastModified.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
            xml.WriteElementString("ETag", $"\"{item.ETag}\"");
            foreach (var name in item.Checksums.Keys)
            {
                xml.WriteElementString("ChecksumAlgorithm", name.ToUpperInvariant());
            }

            Optional(xml, "ChecksumType", item.Checksums.Count == 0 ? "" : item.ChecksumType);
            xml.WriteElementString("Size", item.Size.ToString());
            xml.WriteElementString("StorageClass", item.StorageClass);
            xml.WriteEndElement();
        }

        foreach (var prefix in page.CommonPrefixes)
        {
            xml.WriteStartElement("CommonPrefixes");
            xml.WriteElementString("Prefix", Key(prefix));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    });

    public static Reply Attributes(StoredObject item) => Write(200, xml =>
    {
        xml.WriteStartElement("GetObjectAttributesResponse", Namespace);
        xml.WriteStartElement("Checksum");
        foreach (var (name, hex) in item.Checksums)
        {
            xml.WriteElementString($"Checksum{name.ToUpperInvariant()}", Convert.ToBase64String(Convert.FromHexString(hex)));
        }

        Optional(xml, "ChecksumType", item.Checksums.Count == 0 ? "" : item.ChecksumType);
        xml.WriteEndElement();
        xml.WriteEndElement();
    });

    private static void Optional(XmlWriter xml, string name, string text)
    {
        if (text.Length > 0)
        {
            xml.WriteElementString(name, text);
        }
    }

    private static Reply Write(int status, Action<XmlWriter> content)
    {
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, new() { Encoding = new UTF8Encoding(false), CheckCharacters = false }))
        {
            content(xml);
        }

        return new(status, "application/xml", buffer.ToArray());
    }
}
