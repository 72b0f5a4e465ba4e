using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;
using Portal.Sandbox.Ledger;

namespace Portal.Sandbox.Workflows;

/// <summary>The ledger as the demonstration calls it. It tries once: what became of a call that went wrong is asked for before the next.</summary>
internal sealed class LedgerClient(string? address, NodeIdentity node) : IDisposable
{
    public const string AddressKey = "Demo:LedgerUrl";
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new() { Timeout = Patience };

    public void Dispose() => _http.Dispose();

    public LedgerWish Wish(StepContext context, string what) => new(what, $"R-{context.RunNumber}", context.Attempt, node.Id);

    public Task<LedgerReceipt> PutAsync(Guid id, StepContext context, string what, CancellationToken cancellationToken) => SentAsync(async () =>
    {
        using var reply = await _http.PutAsJsonAsync(Of(id), Wish(context, what), cancellationToken);
        return await ReadAsync(reply, cancellationToken);
    }, cancellationToken);

    /// <summary>Null when the ledger has no such entry.</summary>
    public Task<LedgerReceipt?> FindAsync(Guid id, CancellationToken cancellationToken) => SentAsync(async () =>
    {
        using var reply = await _http.GetAsync(Of(id), cancellationToken);
        return reply.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync(reply, cancellationToken);
    }, cancellationToken);

    private Uri Of(Guid id) => string.IsNullOrEmpty(address)
        ? throw new StepFailedException($"{AddressKey} is not set, so there is no ledger to call. Set it to the address the sandbox prints.")
        : new Uri(new Uri(address), $"{id}");

    private static async Task<LedgerReceipt> ReadAsync(HttpResponseMessage reply, CancellationToken cancellationToken) => reply.IsSuccessStatusCode
        ? await reply.Content.ReadFromJsonAsync<LedgerReceipt>(cancellationToken) ?? throw new JsonException("The answer is empty.")
        : throw new StepFailedException($"The ledger answered {(int)reply.StatusCode}. Look at what is switched on in the sandbox, then retry.", await reply.Content.ReadAsStringAsync(cancellationToken));

    private static async Task<T> SentAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new StepFailedException("The ledger did not give an answer that can be read. Look at what is switched on in the sandbox, then retry.", e.Message, e);
        }
    }
}
