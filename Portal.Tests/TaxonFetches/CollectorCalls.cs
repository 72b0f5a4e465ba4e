using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Portal.Jobs.TaxonFetches.Workers;

namespace Portal.Tests.TaxonFetches;

internal static class CollectorCalls
{
    /// <summary>In the worker's name, with its secret.</summary>
    public static async Task SayReadyAsync(TaxonWorld world, WorkerOrder order)
    {
        using var http = world.Server.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/workers/{order.WorkerId}/callback") { Content = JsonContent.Create(new { state = "ready" }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", order.Secret);
        using var reply = await http.SendAsync(request);
        reply.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }
}

internal sealed record Report(IReadOnlyList<ReportedRun>? Runs);

internal sealed record ReportedRun(string Run, IReadOnlyList<ReportedFile>? Files);

internal sealed record ReportedFile(string Name, long Bytes, string Md5);
