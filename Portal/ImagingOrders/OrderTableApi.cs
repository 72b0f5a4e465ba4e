using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Jobs.ImagingOrders.Batches;
using Portal.Shell;

namespace Portal.ImagingOrders;

/// <summary><c>/api/v1/imaging-orders/table/{group}</c></summary>
internal static class OrderTableApi
{
    private const int MostBytes = 5_000_000;

    public static void MapOrderTables(this IEndpointRouteBuilder app) => app.MapPortalApi("imaging-orders").WithTags("Imaging orders").MapPost("/table/{group}", Create);

    /// <summary>A table of orders as text: all are made, or none, and then 422 with what is wrong with each line. With <c>dryRun</c> none is made in any case.</summary>
    private static async Task<JsonHttpResult<TableReport>> Create(string group, bool? dryRun, bool? skipKnown, HttpRequest request, OrderTableCommands commands, Caller caller, CancellationToken cancellationToken)
    {
        var (text, by) = (await TextAsync(request, cancellationToken), await caller.ActorAsync(cancellationToken));
        var report = await (dryRun == true ? commands.LookAsync(group, text, skipKnown ?? false, by, cancellationToken) : commands.CreateAsync(group, text, skipKnown ?? false, by, cancellationToken));
        return TypedResults.Json(report, statusCode: report.Wrong > 0 ? 422 : 200);
    }

    private static async Task<string> TextAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MostBytes)
        {
            throw new Portal.Domain.RuleException("table", $"A table has at most {MostBytes:N0} bytes. Send it in parts.", 413);
        }

        var (buffer, read) = (new char[MostBytes + 1], 0);
        using var reader = new StreamReader(request.Body);
        while (await reader.ReadAsync(buffer.AsMemory(read), cancellationToken) is > 0 and var more)
        {
            read += more;
        }

        return read <= MostBytes ? new string(buffer, 0, read) : throw new Portal.Domain.RuleException("table", $"A table has at most {MostBytes:N0} bytes. Send it in parts.", 413);
    }
}
