using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Portal.Domain.Storage;

namespace Portal.Shell.Idempotency;

/// <summary>
/// A post below <c>/api/v1</c> with an <c>Idempotency-Key</c> is carried out once: the same request again gets the same answer.
/// Only what succeeded is kept; a refusal changed nothing, so its key is free again.
/// </summary>
internal sealed class IdempotencyKeys(ReplyStore replies) : IMiddleware
{
    public const string Header = "Idempotency-Key";
    public const string Replayed = "Idempotency-Replayed";
    private const int LongestKey = 200;
    private const long LargestRepeat = 1_000_000_000;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || !request.Path.StartsWithSegments("/api/v1") || !request.Headers.TryGetValue(Header, out var keys)
            || context.User.Identity is not { IsAuthenticated: true })
        {
            await next(context);
            return;
        }

        var key = keys.ToString();
        if (keys.Count != 1 || key.Length is 0 or > LongestKey || key.Any(char.IsControl))
        {
            await Problems.WriteAsync(context, 400, "idempotency-key", $"{Header} must be one value of 1 to {LongestKey} characters.");
            return;
        }

        var wanted = new IdempotentReply
        {
            Caller = CurrentActor.Of(context.User, address: null).Id,
            Key = key,
            Request = $"{request.Method} {request.Path}{request.QueryString}",
            Holder = Guid.NewGuid(),
        };
        if (await replies.TakeAsync(wanted, context.RequestAborted) is { } held)
        {
            await RepeatAsync(context, wanted, held);
        }
        else
        {
            await DoAsync(context, wanted, next);
        }
    }

    private async Task DoAsync(HttpContext context, IdempotentReply wanted, RequestDelegate next)
    {
        var (request, answer, asked) = (context.Request, context.Response.Body, context.Request.Body);
        await using var hash = new HashedStream(asked, Boundary(request));
        using var captured = new MemoryStream();
        (request.Body, context.Response.Body) = (hash, captured);
        try
        {
            await next(context);
            await SettleAsync(context, wanted, hash, captured);
        }
        catch
        {
            await replies.ReleaseAsync(wanted, CancellationToken.None);
            throw;
        }
        finally
        {
            (request.Body, context.Response.Body) = (asked, answer);
        }

        captured.Position = 0;
        await captured.CopyToAsync(answer, context.RequestAborted);
    }

    // Not cancellable: what was done must be remembered, also for a caller who is gone.
    private async Task SettleAsync(HttpContext context, IdempotentReply wanted, HashedStream hash, MemoryStream captured)
    {
        if (context.Response.StatusCode is < 200 or >= 300)
        {
            await replies.ReleaseAsync(wanted, CancellationToken.None);
            return;
        }

        wanted.BodyHash = await hash.FinishAsync(CancellationToken.None);
        wanted.Status = context.Response.StatusCode;
        wanted.ContentType = context.Response.ContentType;
        wanted.Location = context.Response.Headers.Location;
        wanted.Body = captured.ToArray();
        await replies.KeepAsync(wanted, CancellationToken.None);
    }

    private static async Task RepeatAsync(HttpContext context, IdempotentReply wanted, IdempotentReply held)
    {
        if (held.Request != wanted.Request)
        {
            await Problems.WriteAsync(context, 422, "idempotency-key-reused", $"This {Header} was used for {held.Request}. Choose another one for another request.");
        }
        else if (held.Status is null)
        {
            context.Response.Headers.RetryAfter = "1";
            await Problems.WriteAsync(context, 409, "idempotency-key-in-use", $"A request with this {Header} is being answered. Ask again in a moment.");
        }
        else if (await HashAsync(context) != held.BodyHash)
        {
            await Problems.WriteAsync(context, 422, "idempotency-key-reused", $"This {Header} was used with another body. Choose another one for another request.");
        }
        else
        {
            context.Response.StatusCode = held.Status.Value;
            context.Response.ContentType = held.ContentType;
            context.Response.Headers.Location = held.Location;
            context.Response.Headers[Replayed] = "true";
            await context.Response.Body.WriteAsync(held.Body, context.RequestAborted);
        }
    }

    private static async Task<string> HashAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestRepeat; // its handler, which knows better, is not asked
        }

        await using var hash = new HashedStream(context.Request.Body, Boundary(context.Request));
        return await hash.FinishAsync(context.RequestAborted);
    }

    private static byte[] Boundary(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? Encoding.UTF8.GetBytes(HeaderUtilities.RemoveQuotes(type.Boundary).ToString()) : [];
}
