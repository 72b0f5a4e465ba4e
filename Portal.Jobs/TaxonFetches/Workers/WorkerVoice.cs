using System.Net.Http.Headers;
using System.Net.Http.Json;
using Portal.Domain.Runs;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>Speaks to the portal for a worker, with its secret, in the order things happened.</summary>
internal sealed class WorkerVoice(HttpClient http, WorkerOrder order)
{
    private long _sequence;

    /// <returns>False when the portal refuses it.</returns>
    public async Task<bool> TellAsync(WorkerMessage word, CancellationToken cancellationToken)
    {
        var message = word with { Sequence = ++_sequence };
        for (var i = 0; ; i++)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, order.Callback) { Content = JsonContent.Create(message, options: RunParameters.Json) };
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", order.Secret);
                using var response = await http.SendAsync(request, cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return true;
                }

                if ((int)response.StatusCode is >= 400 and < 500 and not 429)
                {
                    return false;
                }
            }
            catch (HttpRequestException) when (word.State != "progress")
            {
                // The portal restarts; its word is worth waiting for.
            }
            catch (HttpRequestException)
            {
                return true; // progress will be told again
            }

            if (word.State == "progress" || i > 600)
            {
                return true;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
    }
}
