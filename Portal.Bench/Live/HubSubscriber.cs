using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Portal.Bench.Live;

/// <summary>A program that listens to one run: the hub's JSON protocol on a raw web socket.</summary>
internal sealed class HubSubscriber : IAsyncDisposable
{
    private const byte End = 0x1e;
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(10);

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly MemoryStream _message = new();
    private Task _work = Task.CompletedTask;

    /// <summary>When each event arrived here and was said there; only for who <see cref="Reads"/>.</summary>
    public List<(string Text, DateTimeOffset Said, DateTimeOffset Here)> Arrived { get; } = [];

    /// <summary>False: counts what comes and looks no further, so that many of them leave the processors to the portal.</summary>
    public bool Reads { get; init; }

    public int Received { get; private set; }

    public async Task StartAsync(Uri portal, string apiKey, string run, CancellationToken cancellationToken)
    {
        _socket.Options.SetRequestHeader("Authorization", $"Bearer {apiKey}");
        await _socket.ConnectAsync(new UriBuilder(portal) { Scheme = "ws", Path = "/hubs/runs" }.Uri, cancellationToken);
        await SendAsync(new { protocol = "json", version = 1 });
        await SendAsync(new { type = 4, invocationId = "1", target = "Subscribe", arguments = new object[] { run, 0 } });
        _work = Task.WhenAll(ListenAsync(), PingAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _ended.Dispose();
        _message.Dispose();
    }

    private async Task ListenAsync()
    {
        while (true)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(), _ended.Token);
            var here = DateTimeOffset.UtcNow;
            for (var rest = _buffer.AsMemory(0, received.Count); rest.Length > 0;)
            {
                var end = rest.Span.IndexOf(End);
                _message.Write(end < 0 ? rest.Span : rest.Span[..end]);
                if (end < 0)
                {
                    break;
                }

                Take(_message.GetBuffer().AsMemory(0, (int)_message.Length), here);
                _message.SetLength(0);
                rest = rest[(end + 1)..];
            }
        }
    }

    // {"type":2,"invocationId":"1","item":{…}} is an event; the others are pings and the handshake.
    private void Take(ReadOnlyMemory<byte> message, DateTimeOffset here)
    {
        if (!message.Span.StartsWith("{\"type\":2,"u8))
        {
            return;
        }

        Received++;
        if (Reads)
        {
            using var document = JsonDocument.Parse(message);
            var item = document.RootElement.GetProperty("item");
            Arrived.Add((item.GetProperty("text").GetString()!, item.GetProperty("at").GetDateTimeOffset(), here));
        }
    }

    private async Task PingAsync()
    {
        using var timer = new PeriodicTimer(PingEvery);
        while (await timer.WaitForNextTickAsync(_ended.Token))
        {
            await SendAsync(new { type = 6 });
        }
    }

    private async Task SendAsync(object message) =>
        await _socket.SendAsync(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(message) + (char)End), WebSocketMessageType.Text, endOfMessage: true, _ended.Token);
}
