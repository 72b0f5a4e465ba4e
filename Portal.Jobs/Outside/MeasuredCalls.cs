using System.Diagnostics;
using System.Globalization;
using Portal.Jobs.Runs;

namespace Portal.Jobs.Outside;

/// <summary>Times every call to an outside system on its way through an <see cref="HttpClient"/>.</summary>
/// <param name="system">What the system is called in the figures: <c>data-service</c>.</param>
public sealed class MeasuredCalls(string system, RunTelemetry telemetry, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        var status = "failed";
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            return response;
        }
        catch (OperationCanceledException)
        {
            status = "cancelled";
            throw;
        }
        finally
        {
            telemetry.OutsideCall(system, status, Stopwatch.GetElapsedTime(since));
        }
    }
}
