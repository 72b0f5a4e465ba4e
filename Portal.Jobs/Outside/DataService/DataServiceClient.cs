using System.Runtime.CompilerServices;
using System.Text.Json;
using Portal.Domain.Runs;

namespace Portal.Jobs.Outside.DataService;

/// <summary>The Data Service as its contract has it: lists in pages, single entities, writes.</summary>
public sealed class DataServiceClient(DataServiceTransport transport)
{
    public const string Files = "genomic-files";
    public const string Biospecimens = "biospecimens";
    public const string Participants = "participants";
    public const string Experiments = "sequencing-experiments";
    public const string BiospecimenLinks = "biospecimen-genomic-files";
    public const string ExperimentLinks = "sequencing-experiment-genomic-files";
    public const string Studies = "studies";

    private const int PageSize = 1000;

    public TimeSpan CallTimeout => transport.CallTimeout;

    /// <inheritdoc cref="DataServiceTransport.AdmittedAsync"/>
    public Task AdmittedAsync(CancellationToken cancellationToken) => transport.AdmittedAsync(cancellationToken);

    public int Retries => transport.Retries;

    /// <summary>
    /// Every entity once. The link to the next page carries neither filters nor size, so these are sent again with each page; repeated
    /// entities are passed over; when fewer came than the service counts, the list is read once more.
    /// </summary>
    public async IAsyncEnumerable<T> ListAsync<T>(string collection, IReadOnlyList<(string Name, string Value)> filters,
        Action<int, int?>? progress = null, [EnumeratorCancellation] CancellationToken cancellationToken = default) where T : ServiceEntity
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var total = 0;
        for (var reading = 1; reading <= 2; reading++)
        {
            (string After, string Uuid)? cursor = null;
            do
            {
                var page = await PageAsync<T>(collection, filters, cursor, PageSize, cancellationToken);
                total = page.Total ?? total;
                foreach (var entity in page.Results ?? [])
                {
                    if (seen.Add(entity.KfId))
                    {
                        yield return entity;
                    }
                }

                progress?.Invoke(seen.Count, page.Total);
                cursor = Cursor(page.Links?.Next);
            }
            while (cursor is not null);

            if (seen.Count >= total)
            {
                yield break;
            }
        }

        throw new StepFailedException($"The Data Service counts {total:N0} {Words(collection)}, but gave out only {seen.Count:N0}, twice. Try again later.");
    }

    /// <summary>How many there are.</summary>
    public async Task<int> CountAsync(string collection, IReadOnlyList<(string Name, string Value)> filters, CancellationToken cancellationToken) =>
        (await PageAsync<ServiceRecord>(collection, filters, null, 1, cancellationToken)).Total ?? int.MaxValue;

    /// <summary>Null when there is none.</summary>
    public async Task<T?> FindAsync<T>(string collection, string kfId, CancellationToken cancellationToken) where T : ServiceEntity
    {
        var what = $"reading {kfId}";
        var reply = await transport.SendPatientlyAsync(HttpMethod.Get, $"{collection}/{Uri.EscapeDataString(kfId)}", null, what, cancellationToken);
        return reply.Status == 404 ? null : Accepted(reply, what).Read<ServiceAnswer<T>>(what).Results is { } entity
            ? entity with { Links = entity.Links ?? reply.Read<LinksBeside>(what).Links }
            : throw Refused(reply, what);
    }

    /// <summary>Creates once. The answer may be a refusal.</summary>
    /// <exception cref="AmbiguousWriteException">It may or may not have been carried out.</exception>
    public async Task<WriteAnswer> PostAsync(string collection, byte[] body, string what, CancellationToken cancellationToken) =>
        Answer(await transport.PostOnceAsync(collection, body, what, cancellationToken), what);

    /// <summary>Changes only the fields in the body; sending it twice does no harm, so it is repeated after trouble.</summary>
    /// <param name="guard">Asked before each attempt whether it may still be sent.</param>
    public async Task<WriteAnswer> PatchAsync(string collection, string kfId, byte[] body, string what, Func<CancellationToken, Task> guard, CancellationToken cancellationToken) =>
        Answer(await transport.SendPatientlyAsync(HttpMethod.Patch, $"{collection}/{Uri.EscapeDataString(kfId)}", body, what, cancellationToken, guard), what);

    /// <summary>Removes one entity; removing it twice does no harm, so it is repeated after trouble, and 404 is an answer.</summary>
    public async Task<WriteAnswer> DeleteAsync(string collection, string kfId, Func<CancellationToken, Task> guard, CancellationToken cancellationToken)
    {
        var what = $"removing {kfId}";
        return Answer(await transport.SendPatientlyAsync(HttpMethod.Delete, $"{collection}/{Uri.EscapeDataString(kfId)}", null, what, cancellationToken, guard), what);
    }

    public Task PauseAsync(int attempt, CancellationToken cancellationToken) => transport.PauseAsync(attempt, cancellationToken);

    /// <summary>The service's description of itself; null when it gives none.</summary>
    internal async Task<JsonDocument?> DescribeAsync(CancellationToken cancellationToken)
    {
        var reply = await transport.SendPatientlyAsync(HttpMethod.Get, "swagger", null, "reading its description", cancellationToken);
        return reply.IsAccepted ? JsonDocument.Parse(reply.Body) : null;
    }

    private static WriteAnswer Answer(Reply reply, string what)
    {
        if (!reply.IsAccepted)
        {
            return new WriteAnswer(reply.Status, null, reply.Message.Length > 0 ? reply.Message : $"answered {reply.Status}");
        }

        var written = reply.Read<ServiceAnswer<ServiceRecord>>(what).Results;
        return new WriteAnswer(reply.Status, written?.KfId, reply.Message) { ModifiedAt = written?.ModifiedAt };
    }

    private async Task<ServicePage<T>> PageAsync<T>(string collection, IReadOnlyList<(string Name, string Value)> filters,
        (string After, string Uuid)? cursor, int limit, CancellationToken cancellationToken)
    {
        var query = filters.Select(f => $"{f.Name}={Uri.EscapeDataString(f.Value)}").Append($"limit={limit}");
        if (cursor is { } c)
        {
            query = query.Append($"after={Uri.EscapeDataString(c.After)}").Append($"after_uuid={Uri.EscapeDataString(c.Uuid)}");
        }

        var what = $"listing {Words(collection)}";
        var reply = await transport.SendPatientlyAsync(HttpMethod.Get, $"{collection}?{string.Join('&', query)}", null, what, cancellationToken);
        return Accepted(reply, what).Read<ServicePage<T>>(what);
    }

    private static (string After, string Uuid)? Cursor(string? next)
    {
        if (next is null)
        {
            return null;
        }

        string? after = null, uuid = null;
        foreach (var pair in next[(next.IndexOf('?') + 1)..].Split('&'))
        {
            var (name, value) = pair.Split('=', 2) is [var n, var v] ? (n, Uri.UnescapeDataString(v.Replace('+', ' '))) : (pair, "");
            (after, uuid) = name switch { "after" => (value, uuid), "after_uuid" => (after, value), _ => (after, uuid) };
        }

        return after is null ? null : (after, uuid ?? "");
    }

    private static Reply Accepted(Reply reply, string what) => reply.IsAccepted ? reply : throw Refused(reply, what);

    private static StepFailedException Refused(Reply reply, string what) =>
        new($"The Data Service refused while {what}: {(reply.Message.Length > 0 ? reply.Message : $"it answered {reply.Status}")}.");

    private static string Words(string collection) => collection.Replace('-', ' ');

    private sealed record LinksBeside
    {
        [System.Text.Json.Serialization.JsonPropertyName("_links")]
        public ServiceLinks? Links { get; init; }
    }
}
