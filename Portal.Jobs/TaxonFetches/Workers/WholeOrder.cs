using System.Net.Http.Headers;
using System.Net.Http.Json;
using Portal.Domain.Runs;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>An order too long to be told at the start is asked for by the worker itself, with its own secret.</summary>
public static class WholeOrder
{
    private const int Tries = 60;

    /// <summary>The same order without its files.</summary>
    public static WorkerOrder WithoutFiles(this WorkerOrder order) => order with { Files = [] };

    /// <summary>The whole order, asked for where the short one says.</summary>
    /// <exception cref="HttpRequestException">The portal does not give it.</exception>
    public static async Task<WorkerOrder> WholeAsync(this WorkerOrder order, HttpClient http, CancellationToken cancellationToken)
    {
        for (var i = 1; order.Files.Count == 0; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(order.Callback, "order"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", order.Secret);
            try
            {
                using var response = await http.SendAsync(request, cancellationToken);
                return await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<WorkerOrder>(RunParameters.Json, cancellationToken) ?? order;
            }
            catch (HttpRequestException e) when (i < Tries && (e.StatusCode is null || (int)e.StatusCode >= 500))
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken); // the portal restarts
            }
        }

        return order;
    }
}
