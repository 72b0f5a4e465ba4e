using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;

namespace Portal.Shell;

/// <summary>Turns what went wrong into <c>application/problem+json</c> for programs; pages have their own error page.</summary>
internal sealed partial class Problems(ILogger<Problems> logger) : IExceptionHandler
{
    private const string TypeRoot = "https://data-portal.invalid/problems/";

    public static bool IsForPrograms(HttpRequest request) => IsForPrograms(request.Path);

    public static async Task WriteAsync(HttpContext context, int status, string rule, string sentence, IReadOnlyDictionary<string, string>? fields = null)
    {
        var problem = new ProblemDetails { Type = TypeRoot + rule, Title = sentence, Status = status, Instance = context.Request.Path };
        if (fields is { Count: > 0 })
        {
            problem.Extensions["errors"] = fields.ToDictionary(f => f.Key, f => new[] { f.Value }, StringComparer.Ordinal);
        }

        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(problem, options: null, "application/problem+json", context.RequestAborted);
    }

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // By now the request's own path is that of the error page.
        var path = httpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? httpContext.Request.Path;
        if (!IsForPrograms(path) || httpContext.Response.HasStarted)
        {
            return false;
        }

        httpContext.Request.Path = path;

        var (status, rule, sentence) = Of(exception);
        if (status == 500)
        {
            var errorId = $"e-{Guid.NewGuid():N}"[..8];
            LogBug(logger, errorId, path, exception);
            sentence = $"The portal made a mistake. Report error {errorId}.";
        }

        await WriteAsync(httpContext, status, rule, sentence, (exception as RuleException)?.Fields);
        return true;
    }

    private static bool IsForPrograms(PathString path) => path.StartsWithSegments("/api") || path.StartsWithSegments("/hubs");

    private static (int Status, string Rule, string Sentence) Of(Exception exception) => exception switch
    {
        RuleException e => (e.Status, e.Rule, e.Message),
        NotFoundException e => (404, "not-found", e.Message),
        NotAllowedException e => (403, "not-allowed", e.Message),
        IllegalMoveException e => (409, "illegal-move", e.Message),
        BadHttpRequestException e => (e.StatusCode, e.StatusCode == 413 ? "too-large" : "bad-request", BadRequestWords.Of(e)),
        ArgumentException e => (400, "bad-request", e.Message),
        _ => (500, "bug", ""),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "{ErrorId}: {Path}")]
    private static partial void LogBug(ILogger logger, string errorId, string path, Exception exception);
}
