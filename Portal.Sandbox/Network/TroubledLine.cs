using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Portal.Sandbox.Network;

/// <summary>
/// A network line between a program and a server that can be troubled on request: stalled (nothing passes, nothing is refused),
/// healed, cut, or made to swallow exactly one answer.
/// </summary>
public sealed class TroubledLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Connection, byte> _connections = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource? _stalled;
    private byte[]? _swallowAfter;
    private long _answered;

    public TroubledLine(IPEndPoint target)
    {
        Target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it leads; may be changed for connections to come, as when a server comes back elsewhere.</summary>
    public IPEndPoint Target { get; set; }

    public int Port { get; }

    /// <summary>Bytes that came from the server.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>As if <see cref="Stall"/> were called once so many bytes came from the server; null: never.</summary>
    public long? StallAfter { get; set; }

    /// <summary>Called when nobody answered at the other end.</summary>
    public Action? Refused { get; set; }

    /// <summary>From now on nothing passes, in either direction, until <see cref="Heal"/> or <see cref="Cut"/>.</summary>
    public void Stall() => _stalled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Heal()
    {
        var stalled = _stalled;
        _stalled = null;
        stalled?.TrySetResult();
    }

    /// <summary>Resets every open connection; what was held back is lost.</summary>
    public void Cut()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.Reset();
        }

        Heal();
    }

    /// <summary>The next time the program sends these bytes they still reach the server, but the connection is cut before its answer comes back.</summary>
    public void SwallowAnswerTo(byte[] sent) => Volatile.Write(ref _swallowAfter, sent);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var near = await _listener.AcceptSocketAsync(_closing.Token);
                _ = ServeAsync(near);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The line is taken down.
        }
    }

    private async Task ServeAsync(Socket near)
    {
        var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var connection = new Connection(near, far);
        _connections[connection] = 0;
        try
        {
            await ConnectAsync(far);
            near.NoDelay = far.NoDelay = true;
            await Task.WhenAny(PassAsync(near, far, connection, fromProgram: true), PassAsync(far, near, connection, fromProgram: false));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Nobody answers at the other end; the program sees a closed connection.
        }
        finally
        {
            _connections.TryRemove(connection, out _);
            connection.Reset();
        }
    }

    private async Task ConnectAsync(Socket far)
    {
        try
        {
            await far.ConnectAsync(Target, _closing.Token);
        }
        catch (SocketException)
        {
            Refused?.Invoke();
            throw;
        }
    }

    private async Task PassAsync(Socket from, Socket to, Connection connection, bool fromProgram)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _closing.Token) is > 0 and var read)
            {
                if (!fromProgram && Interlocked.Add(ref _answered, read) > StallAfter)
                {
                    Stall();
                }

                await (_stalled?.Task.WaitAsync(_closing.Token) ?? Task.CompletedTask);
                if (fromProgram && Volatile.Read(ref _swallowAfter) is { } wanted && buffer.AsSpan(0, read).IndexOf(wanted) >= 0)
                {
                    Volatile.Write(ref _swallowAfter, null);
                    connection.Swallows = true;
                }
                else if (!fromProgram && connection.Swallows)
                {
                    return;
                }

                await to.SendAsync(buffer.AsMemory(0, read), _closing.Token);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One end is gone; the other is closed by the caller.
        }
    }

    private sealed class Connection(Socket near, Socket far)
    {
        private int _gone;

        public volatile bool Swallows;

        public void Reset()
        {
            if (Interlocked.Exchange(ref _gone, 1) == 1)
            {
                return;
            }

            foreach (var socket in new[] { near, far })
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                socket.Dispose();
            }
        }
    }
}
