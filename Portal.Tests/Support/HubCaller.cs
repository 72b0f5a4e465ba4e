using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Portal.Tests.Support;

/// <summary>Asks a hub one thing: the JSON hub protocol on a raw web socket.</summary>
public static class HubCaller
{
    private const char End = '\u001e';

    /// <returns>The first thing a stream sends; null when it was refused or sent nothing.</returns>
    /// <exception cref="WebSocketException">The hub does not even let the caller in.</exception>
    public static async Task<JsonElement?> FirstAsync(Uri hub, string? apiKey, string method, params object[] arguments)
    {
        using var minute = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var socket = new ClientWebSocket();
        if (apiKey is not null)
        {
            socket.Options.SetRequestHeader("Authorization", $"Bearer {apiKey}");
        }

        await socket.ConnectAsync(new UriBuilder(hub) { Scheme = "ws" }.Uri, minute.Token);
        await SendAsync(socket, """{"protocol":"json","version":1}""", minute.Token);
        await SendAsync(socket, JsonSerializer.Serialize(new { type = 4, invocationId = "1", target = method, arguments }), minute.Token);
        await foreach (var message in ReadAsync(socket, minute.Token))
        {
            switch (message.TryGetProperty("type", out var type) ? type.GetInt32() : 0)
            {
                case 2:
                    return message.GetProperty("item");
                case 3:
                    return null;
                default:
                    break; // the handshake's answer, pings
            }
        }

        return null;
    }

    private static Task SendAsync(ClientWebSocket socket, string message, CancellationToken cancellationToken) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    private static async IAsyncEnumerable<JsonElement> ReadAsync(ClientWebSocket socket, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (buffer, rest) = (new byte[16384], new MemoryStream());
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                yield break;
            }

            foreach (var single in buffer.Take(received.Count))
            {
                if (single != End)
                {
                    rest.WriteByte(single);
                    continue;
                }

                yield return JsonSerializer.Deserialize<JsonElement>(rest.ToArray());
                rest.SetLength(0);
            }
        }
    }
}
