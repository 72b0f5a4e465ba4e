using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Runs;
using Portal.Runs;
using Portal.Shell;

namespace Portal.TaxonFetches;

/// <summary><c>/api/v1/taxa</c></summary>
internal static class TaxaApi
{
    private const int MostRows = 500;
    private const long LargestTracker = 5_000_000;

    public static void MapTaxa(this IEndpointRouteBuilder app)
    {
        var taxa = app.MapPortalApi("taxa").WithTags("Taxa");
        taxa.MapGet("/", List);
        taxa.MapPost("/", Add);
        taxa.MapPost("/import", Import).WithMetadata(new RequestSizeLimitAttribute(LargestTracker));
        taxa.MapGet("/tracker.csv", Tracker);
        taxa.MapGet("/rules", Defaults);
        taxa.MapPut("/rules", SetDefaults);
        taxa.MapGet("/{id:long}", Get);
        taxa.MapGet("/{id:long}/runs", Runs);
        taxa.MapGet("/{id:long}/runs/{accession}", Explain);
        taxa.MapGet("/{id:long}/reasons", Reasons);
        taxa.MapGet("/{id:long}/manifest.tsv", Manifest);
        taxa.MapGet("/{id:long}/samplesheet.csv", SampleSheet);
        taxa.MapPut("/{id:long}/rules", SetRules);
        taxa.MapPost("/{id:long}/retry", Retry);
        taxa.MapPost("/{id:long}/clear-attention", ClearAttention);
        taxa.MapPost("/{id:long}/priority", Prioritise);
        taxa.MapPost("/{id:long}/check-now", CheckNow);
    }

    private static async Task<Ok<ListOf<TaxonView>>> List(string? status, bool? attention, string? q, string? cursor, int? limit, TaxonQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queries.ListAsync(new(Status(status), attention ?? false, q), cursor, Math.Clamp(limit ?? TaxonQueries.PageSize, 1, MostRows), await caller.GrantsAsync(cancellationToken), cancellationToken));

    /// <summary>What became of each id. With <c>dryRun</c> nothing is written, and runs and bytes are told.</summary>
    private static async Task<Ok<TaxonOutcomes>> Add(AddTaxaRequest request, TaxonAddCommands commands, Caller caller, CancellationToken cancellationToken)
    {
        var (wish, by) = (request.Wish(), await caller.ActorAsync(cancellationToken));
        return TypedResults.Ok(await (request.DryRun ? commands.ForecastAsync(wish, by, cancellationToken) : commands.AddAsync(wish, by, cancellationToken)));
    }

    /// <summary>The body is the tracker file, in any of its forms.</summary>
    private static async Task<Ok<TaxonOutcomes>> Import(HttpRequest request, TaxonAddCommands commands, Caller caller, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var file = TrackerCsv.Read(await reader.ReadToEndAsync(cancellationToken));
        return file.Problems.Count > 0 ? throw new RuleException("tracker-lines", string.Join(' ', file.Problems.Take(20)), 400)
            : TypedResults.Ok(await commands.ImportAsync(file, await caller.ActorAsync(cancellationToken), cancellationToken));
    }

    private static async Task<PushStreamHttpResult> Tracker(TaxonQueries queries, Caller caller, CancellationToken cancellationToken)
    {
        TaxonQueries.Require(await caller.GrantsAsync(cancellationToken));
        return TypedResults.Stream(async stream =>
        {
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            await foreach (var line in queries.TrackerAsync(cancellationToken))
            {
                await writer.WriteLineAsync(line);
            }
        }, "text/csv; charset=utf-8", "microfetch.csv");
    }

    private static async Task<Ok<DefaultRulesView>> Defaults(TaxonQueries queries, Caller caller, CancellationToken cancellationToken)
    {
        TaxonQueries.Require(await caller.GrantsAsync(cancellationToken));
        return TypedResults.Ok(await queries.DefaultsAsync(cancellationToken));
    }

    private static async Task<Ok<JudgedAgain>> SetDefaults(DefaultRulesRequest request, FilterRulesCommands commands, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(new JudgedAgain(await commands.SetDefaultsAsync(request.Rules ?? new(), request.Version, await caller.ActorAsync(cancellationToken), cancellationToken)));

    private static async Task<Ok<TaxonView>> Get(long id, TaxonQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await FindAsync(id, queries, caller, cancellationToken));

    private static async Task<Ok<ListOf<ReadRunView>>> Runs(long id, bool? passed, string? reason, string? q, string? cursor, int? limit, TaxonQueries queries, ReadRunQueries runs, Caller caller, CancellationToken cancellationToken)
    {
        await FindAsync(id, queries, caller, cancellationToken);
        return TypedResults.Ok(await runs.ListAsync(id, new(passed, reason, q), cursor, Math.Clamp(limit ?? ReadRunQueries.PageSize, 1, MostRows), cancellationToken));
    }

    private static async Task<Ok<ReadRunExplanation>> Explain(long id, string accession, TaxonQueries queries, ReadRunQueries runs, Caller caller, CancellationToken cancellationToken)
    {
        var taxon = await FindAsync(id, queries, caller, cancellationToken);
        return TypedResults.Ok(await runs.ExplainAsync(id, accession, cancellationToken) ?? throw new NotFoundException($"{accession} is no run of {taxon.ScientificName} here."));
    }

    private static async Task<Ok<ListOf<ReasonCount>>> Reasons(long id, TaxonQueries queries, ReadRunQueries runs, Caller caller, CancellationToken cancellationToken)
    {
        await FindAsync(id, queries, caller, cancellationToken);
        return TypedResults.Ok(new ListOf<ReasonCount>(await runs.ReasonsAsync(id, cancellationToken), null));
    }

    private static async Task<PushStreamHttpResult> Manifest(long id, TaxonQueries queries, ReadRunExport export, Caller caller, CancellationToken cancellationToken)
    {
        await FindAsync(id, queries, caller, cancellationToken);
        return TypedResults.Stream(stream => export.ManifestAsync(id, stream, cancellationToken), "text/tab-separated-values; charset=utf-8", $"taxon-{id}-manifest.tsv");
    }

    private static async Task<PushStreamHttpResult> SampleSheet(long id, TaxonQueries queries, ReadRunExport export, Caller caller, CancellationToken cancellationToken)
    {
        await FindAsync(id, queries, caller, cancellationToken);
        return TypedResults.Stream(stream => export.SampleSheetAsync(id, stream, cancellationToken), "text/csv; charset=utf-8", $"taxon-{id}-samplesheet.csv");
    }

    private static async Task<Accepted<SubmittedRun>> SetRules(long id, TaxonRulesWish wish, FilterRulesCommands commands, Caller caller, CancellationToken cancellationToken) =>
        RunsApi.Accepted(await commands.SetOfTaxonAsync(id, wish, await caller.ActorAsync(cancellationToken), cancellationToken));

    private static async Task<NoContent> Retry(long id, Reason? reason, TaxonCommands commands, Caller caller, CancellationToken cancellationToken)
    {
        await commands.RetryAsync(id, reason?.Why, await caller.ActorAsync(cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ClearAttention(long id, Reason? reason, TaxonCommands commands, Caller caller, CancellationToken cancellationToken)
    {
        await commands.ClearAttentionAsync(id, reason?.Why, await caller.ActorAsync(cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Prioritise(long id, PriorityRequest request, TaxonCommands commands, Caller caller, CancellationToken cancellationToken)
    {
        await commands.PrioritiseAsync(id, request.Priority, request.Why, await caller.ActorAsync(cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> CheckNow(long id, Reason? reason, TaxonCommands commands, Caller caller, CancellationToken cancellationToken)
    {
        await commands.CheckNowAsync(id, reason?.Why, await caller.ActorAsync(cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<TaxonView> FindAsync(long id, TaxonQueries queries, Caller caller, CancellationToken cancellationToken) =>
        await queries.FindAsync(id, await caller.GrantsAsync(cancellationToken), cancellationToken) ?? throw new NotFoundException($"Taxon {id} is not tracked here, or you may not see it.");

    private static TaxonStatus? Status(string? word) => word is null ? null
        : Enum.TryParse<TaxonStatus>(word.Replace(" ", "", StringComparison.Ordinal), ignoreCase: true, out var status) && Enum.IsDefined(status) ? status
        : throw new RuleException("status", $"“{word}” is no status. It is {string.Join(", ", Enum.GetNames<TaxonStatus>())}.", 400);
}

/// <param name="TaxonIds">Numbers or words, such as 562 or "txid562".</param>
public sealed record AddTaxaRequest(IReadOnlyList<JsonElement>? TaxonIds, bool DryRun = false, bool AllOrNothing = false, bool CoveredToo = false, bool Exact = false)
{
    public AddTaxaWish Wish() => TaxonIds is { Count: > 0 } ids
        ? new([.. ids.SelectMany(i => TaxonIdWords.Parse(i.ToString()) is { Count: > 0 } words ? words : [TaxonIdWords.Read(i.ToString())])], AllOrNothing, CoveredToo, Exact)
        : throw new RuleException("no-ids", "Send taxonIds with at least one id.", 400);
}

/// <param name="Priority">0 to 6; null: as the stage says.</param>
public sealed record PriorityRequest(int? Priority, string? Why = null);

/// <param name="Version">Of the rules when they were read.</param>
public sealed record DefaultRulesRequest(FilterRules? Rules, int Version);

/// <param name="Taxa">How many taxa are judged again.</param>
public sealed record JudgedAgain(int Taxa);
