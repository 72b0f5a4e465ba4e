using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Portal.Jobs.TaxonFetches.Workers;

namespace Portal.Tests.TaxonFetches;

/// <summary>What a worker says and asks, as the worker would.</summary>
internal static class WorkerCalls
{
    /// <summary>It has everything.</summary>
    public static async Task SayReadyAsync(TaxonWorld world, WorkerOrder order) =>
        (await SayAsync(world, order.WorkerId, JsonContent.Create(new WorkerMessage("ready", 1)), order.Secret)).ShouldBe(HttpStatusCode.NoContent);

    public static async Task<HttpStatusCode> SayAsync(TaxonWorld world, Guid worker, HttpContent content, string? secret) => await SendAsync(world, HttpMethod.Post, worker, "callback", content, secret);

    public static async Task<HttpStatusCode> AskForOrderAsync(TaxonWorld world, Guid worker, string? secret) => await SendAsync(world, HttpMethod.Get, worker, "order", content: null, secret);

    private static async Task<HttpStatusCode> SendAsync(TaxonWorld world, HttpMethod method, Guid worker, string door, HttpContent? content, string? secret)
    {
        using var http = world.Server.Anonymous();
        using var request = new HttpRequestMessage(method, $"/api/v1/workers/{worker}/{door}") { Content = content };
        request.Headers.Authorization = secret is null ? null : new AuthenticationHeaderValue("Bearer", secret);
        using var reply = await http.SendAsync(request);
        return reply.StatusCode;
    }
}
