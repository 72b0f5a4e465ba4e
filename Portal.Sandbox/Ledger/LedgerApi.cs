using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Portal.Sandbox.Outside;

namespace Portal.Sandbox.Ledger;

/// <summary><c>PUT /ledger/{id}</c> makes an entry once, <c>GET /ledger/{id}</c> tells of it.</summary>
internal sealed class LedgerApi(LedgerBook book) : IOutsideService
{
    private const string Root = "/ledger";

    public string Name => "ledger";

    public static bool Owns(PathString path) => path.StartsWithSegments(Root, StringComparison.Ordinal);

    public Reply Answer(ServiceRequest request)
    {
        var id = request.Path.Length > Root.Length + 1 ? request.Path[(Root.Length + 1)..] : "";
        return (request.Method, id) switch
        {
            (_, "") => Error(404, "Name the entry: /ledger/{id}."),
            ("PUT", _) => Put(id, request),
            ("GET", _) => book.Find(id) is { } receipt ? Json(200, receipt) : Error(404, $"There is no entry {id}."),
            _ => Error(405, "Entries are made with PUT and read with GET."),
        };
    }

    public Reply Error(int status, string message) => Json(status, new { message });

    private Reply Put(string id, ServiceRequest request)
    {
        try
        {
            var wish = JsonSerializer.Deserialize<LedgerWish>(request.Body.Span, JsonSerializerOptions.Web) ?? throw new JsonException("The body is null.");
            var (receipt, isNew) = book.Put(id, wish);
            return Json(isNew ? 201 : 200, receipt);
        }
        catch (JsonException mistake)
        {
            return Error(400, mistake.Message);
        }
    }

    private static Reply Json<T>(int status, T value) => new(status, "application/json", JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Web));
}
