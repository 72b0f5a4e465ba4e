using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Portal.Domain.Accounts;
using Portal.Shell.Accounts;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

/// <summary>The JSON hub protocol on a raw web socket: enough of a client to read streams.</summary>
internal sealed class HubClient(ClientWebSocket socket) : IAsyncDisposable
{
    private const char End = '\u001e';
    private readonly StringBuilder _rest = new();

    public static async Task<HubClient> ConnectAsync(PortalServer server)
    {
        var secret = ApiKeys.NewSecret();
        await server.Get<ApiKeys>().CreateAsync("hub", secret, Scopes.Everything, Role.Viewer, null, false, Actor.Portal, CancellationToken.None);
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {secret}");
        await socket.ConnectAsync(new UriBuilder(server.Url) { Scheme = "ws", Path = "/hubs/runs" }.Uri, CancellationToken.None);
        var client = new HubClient(socket);
        await client.SendAsync("""{"protocol":"json","version":1}""");
        (await client.ReadAsync()).GetRawText().ShouldBe("{}");
        return client;
    }

    public async IAsyncEnumerable<JsonElement> StreamAsync(string method, params object[] arguments)
    {
        await SendAsync(JsonSerializer.Serialize(new { type = 4, invocationId = "1", target = method, arguments }));
        while (true)
        {
            var message = await ReadAsync();
            switch (message.GetProperty("type").GetInt32())
            {
                case 2:
                    yield return message.GetProperty("item");
                    break;
                case 3:
                    message.TryGetProperty("error", out var error).ShouldBeFalse(error.ToString());
                    yield break;
                default:
                    break; // pings
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        socket.Dispose();
    }

    private async Task SendAsync(string message) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private async Task<JsonElement> ReadAsync()
    {
        using var minute = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var buffer = new byte[16384];
        while (true)
        {
            var text = _rest.ToString();
            if (text.IndexOf(End) is >= 0 and var end)
            {
                _rest.Remove(0, end + 1);
                return JsonSerializer.Deserialize<JsonElement>(text[..end]);
            }

            var received = await socket.ReceiveAsync(buffer, minute.Token);
            _rest.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
        }
    }
}
