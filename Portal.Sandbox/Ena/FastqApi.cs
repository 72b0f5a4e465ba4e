using System.Globalization;
using Microsoft.AspNetCore.Http;
using Portal.Sandbox.Outside;

namespace Portal.Sandbox.Ena;

/// <summary>The files of runs over HTTP, whole or from any byte on.</summary>
internal sealed class FastqApi(EnaState state) : IOutsideService
{
    public const string Root = "/vol1";

    public string Name => "fastq";

    public static bool Owns(PathString path) => path.StartsWithSegments(Root, StringComparison.Ordinal);

    public Reply Error(int status, string message) => Reply.Text(status, "text/html", $"<html><body><h1>{status}</h1>{message}</body></html>");

    public Reply Answer(ServiceRequest request)
    {
        if (state.File(request.Path) is not { } content)
        {
            return Error(404, "Not Found");
        }

        if (request.Range is not { } from)
        {
            return new(200, "application/gzip", content) { Headers = [new("Accept-Ranges", "bytes")] };
        }

        return from >= content.Length
            ? Error(416, "Range Not Satisfiable") with { Headers = [new("Content-Range", $"bytes */{content.Length}")] }
            : new(206, "application/gzip", content.AsMemory((int)from)) { Headers = [new("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{content.Length - 1}/{content.Length}"))] };
    }
}
