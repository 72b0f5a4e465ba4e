using System.Text;
using Microsoft.AspNetCore.Http;

namespace Portal.Sandbox.Outside;

public sealed record ServiceRequest(string Method, string Path, string RawTarget, IQueryCollection Query, ReadOnlyMemory<byte> Body)
{
    /// <summary>The first byte that is wanted; null: all of them.</summary>
    public long? Range { get; init; }

    /// <summary>The header of that name, as it came.</summary>
    public string Authorization { get; init; } = "";

    public bool Writes => Method is "POST" or "PATCH" or "PUT" or "DELETE";
}

public sealed record Reply(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public static Reply Text(int status, string contentType, string text) => new(status, contentType, Encoding.UTF8.GetBytes(text));
}

/// <summary>One outside system: a request in, a reply out. Faults, recording and transport are not its business.</summary>
public interface IOutsideService
{
    string Name { get; }

    Reply Answer(ServiceRequest request);

    /// <summary>An error as this system would word it, for faults.</summary>
    Reply Error(int status, string message);
}
