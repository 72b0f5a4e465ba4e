using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Portal.Sandbox.Faults;

namespace Portal.Sandbox.Outside;

/// <summary>Stands in front of one outside system: reads the request, lets faults strike, sends the reply, records what happened.</summary>
internal sealed class OutsideGate(IOutsideService service, FaultSwitchboard faults, RequestLog log, TimeProvider clock, CancellationToken stopping)
{
    private const int LongestRecordedBody = 16_384;
    private const int NothingSent = 0;

    public async Task HandleAsync(HttpContext context)
    {
        var (time, started) = (clock.GetUtcNow(), Stopwatch.GetTimestamp());
        var status = NothingSent;
        ServiceRequest? request = null;
        log.Begin();
        try
        {
            request = await ReadAsync(context);
            status = await AnswerAsync(context, request);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The client went away in the middle; nobody is left to answer, and the log says so by its status 0.
        }
        finally
        {
            log.End(number => new(
                number, time, service.Name, context.Request.Method, request?.Path ?? context.Request.Path.ToString(),
                context.Request.QueryString.ToString(), BodyText(request), status, Stopwatch.GetElapsedTime(started).TotalMilliseconds));
        }
    }

    private async Task<int> AnswerAsync(HttpContext context, ServiceRequest request)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var (delay, fault) = faults.Strike(service.Name, request);
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, clock, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (fault?.Kind == FaultKind.CommitThenTimeout)
        {
            _ = service.Answer(request);
        }

        if (fault?.Kind is FaultKind.Timeout or FaultKind.CommitThenTimeout)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (ended.IsCancellationRequested)
        {
            context.Abort();
            return NothingSent;
        }

        var reply = Reply(request, fault);
        await SendAsync(context, reply);
        return reply.Status;
    }

    private Reply Reply(ServiceRequest request, Fault? fault)
    {
        if (fault is null)
        {
            return service.Answer(request);
        }

        var status = fault.StatusToAnswer;
        switch (fault.Kind)
        {
            case FaultKind.Error:
                return service.Error(status, fault.Message ?? $"The sandbox was asked to answer {status}.");
            case FaultKind.Throttle:
                return service.Error(status, fault.Message ?? "Too many requests.") with { Headers = [new("Retry-After", fault.RetryAfterSeconds.ToString())] };
            case FaultKind.Refuse:
                return service.Error(status, fault.Message ?? $"the sandbox refuses {fault.ExternalId ?? "this row"}");
            case FaultKind.CommitThenError:
                _ = service.Answer(request);
                return Outside.Reply.Text(status, "text/html", $"<html><body><h1>{status} Bad Gateway</h1></body></html>");
            case FaultKind.Malformed:
                var whole = service.Answer(request);
                return whole with { Body = whole.Body[..(whole.Body.Length / 2)] };
            default:
                throw new InvalidOperationException($"A fault of the kind {fault.Kind} does not decide an answer.");
        }
    }

    private static async Task<ServiceRequest> ReadAsync(HttpContext context)
    {
        var body = ReadOnlyMemory<byte>.Empty;
        if (context.Request.ContentLength is not (null or 0) || context.Request.Headers.ContainsKey("Transfer-Encoding"))
        {
            using var buffer = new MemoryStream();
            await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
            body = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        }

        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        return new(context.Request.Method, context.Request.Path.Value ?? "/", target, context.Request.Query, body) { Range = FirstByte(context), Authorization = context.Request.Headers.Authorization.ToString() };
    }

    private static long? FirstByte(HttpContext context) => context.Request.GetTypedHeaders().Range is { Unit.Value: "bytes", Ranges: { Count: 1 } ranges } ? ranges.First().From : null;

    private static async Task SendAsync(HttpContext context, Reply reply)
    {
        var response = context.Response;
        response.StatusCode = reply.Status;
        response.ContentType = reply.ContentType;
        response.ContentLength = reply.Body.Length > 0 ? reply.Body.Length : null;
        foreach (var (name, value) in reply.Headers)
        {
            response.Headers[name] = value;
        }

        if (reply.Body.Length > 0 && !HttpMethods.IsHead(context.Request.Method)) // 204 may have no body, not even an empty one
        {
            await response.Body.WriteAsync(reply.Body, context.RequestAborted);
        }
    }

    private static string BodyText(ServiceRequest? request) =>
        request is null ? "" : Encoding.UTF8.GetString(request.Body.Span[..Math.Min(request.Body.Length, LongestRecordedBody)]);
}
