using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Domain.Storage;

/// <summary>What a program was answered when it sent an <c>Idempotency-Key</c>, so that the same request again gets the same answer.</summary>
public sealed class IdempotentReply
{
    /// <summary>Whose key it is; two callers may choose the same one.</summary>
    public string Caller { get; set; } = "";

    public string Key { get; set; } = "";

    /// <summary>Method, path and query.</summary>
    public string Request { get; set; } = "";

    /// <summary>Which of several attempts holds the key while it is answered.</summary>
    public Guid Holder { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>SHA-256 of the body, its multipart boundary left out; null while the request is being answered.</summary>
    public string? BodyHash { get; set; }

    public int? Status { get; set; }
    public string? ContentType { get; set; }
    public string? Location { get; set; }
    public byte[]? Body { get; set; }
}

internal sealed class IdempotentReplyMapping : IEntityTypeConfiguration<IdempotentReply>
{
    public void Configure(EntityTypeBuilder<IdempotentReply> reply)
    {
        reply.HasKey(r => new { r.Caller, r.Key });
        reply.HasIndex(r => r.CreatedAt);
    }
}
