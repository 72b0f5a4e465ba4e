using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.TaxonFetches;
using Portal.Shell;

namespace Portal.TaxonFetches;

/// <summary><c>/api/v1/assemblies</c>: runs are taken by assemblers elsewhere, who report what came of them.</summary>
internal static class AssembliesApi
{
    private const int MostRows = 500;
    private const long LargestReport = 100_000_000;

    public static void MapAssemblies(this IEndpointRouteBuilder app)
    {
        var assemblies = app.MapPortalApi("assemblies").WithTags("Assemblies");
        assemblies.MapGet("/", List);
        assemblies.MapGet("/metrics", Metrics);
        assemblies.MapGet("/{run}", Get);
        assemblies.MapPost("/reserve", Reserve);
        assemblies.MapPost("/{run}/confirm", Confirm);
        assemblies.MapPost("/{run}/result", Result).WithMetadata(new RequestSizeLimitAttribute(LargestReport), new RequestFormLimitsAttribute { ValueLengthLimit = (int)LargestReport }).Accepts<object>("application/json", "application/x-www-form-urlencoded");
        assemblies.MapPost("/{run}/screening", Screen);
        app.MapPortalApi("taxa").WithTags("Assemblies").MapGet("/{id:long}/assembly-filters", Filters);
        app.MapPortalApi("taxa").WithTags("Assemblies").MapPut("/{id:long}/assembly-filters", SetFilters);
    }

    /// <summary>Lists separated by commas: <c>status=success,fail</c>, <c>screening=true,null</c>, <c>passed=true</c>.</summary>
    private static async Task<Ok<ListOf<AssemblyView>>> List(long? taxon, string? status, string? screening, string? passed, string? cursor, int? limit, AssemblyQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queries.ListAsync(new(taxon, [.. Words(status).Select(Status)], [.. Words(screening).Select(w => Truth("screening", w))], [.. Words(passed).Select(w => Truth("passed", w))]),
            cursor, Math.Clamp(limit ?? AssemblyQueries.PageSize, 1, MostRows), await caller.GrantsAsync(cancellationToken), cancellationToken));

    private static Ok<ListOf<string>> Metrics() => TypedResults.Ok(new ListOf<string>(AssemblyMetrics.Names, null));

    private static async Task<Ok<AssemblyView>> Get(string run, AssemblyQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queries.FindAsync(run, await caller.GrantsAsync(cancellationToken), cancellationToken));

    /// <summary>204 when no run waits.</summary>
    private static async Task<Results<Ok<ReservedRun>, NoContent>> Reserve(ReserveRequest? wish, HttpRequest request, AssemblyCommands commands, Caller caller, CancellationToken cancellationToken) =>
        await commands.ReserveAsync(wish?.Taxon, $"{request.Scheme}://{request.Host}{request.PathBase}", await caller.ActorAsync(cancellationToken), cancellationToken) is { } run ? TypedResults.Ok(run) : TypedResults.NoContent();

    private static async Task<NoContent> Confirm(string run, AssemblyCommands commands, Caller caller, CancellationToken cancellationToken)
    {
        await commands.ConfirmAsync(run, await caller.ActorAsync(cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<AssemblyView>> Result(string run, HttpRequest request, AssemblyCommands commands, AssemblyQueries queries, Caller caller, CancellationToken cancellationToken)
    {
        await commands.ReportAsync(run, await AssemblyReport.ReadAsync(request, cancellationToken), await caller.ActorAsync(cancellationToken), cancellationToken);
        return TypedResults.Ok(await queries.FindAsync(run, await caller.GrantsAsync(cancellationToken), cancellationToken));
    }

    private static async Task<NoContent> Screen(string run, ScreeningRequest request, AssemblyCommands commands, Caller caller, CancellationToken cancellationToken)
    {
        await commands.ScreenAsync(run, request.Passed ?? throw new RuleException("passed", "Say passed: true or false.", 400), request.Message, await caller.ActorAsync(cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<IReadOnlyDictionary<string, AssemblyFilter>>> Filters(long id, TaxonQueries taxa, AssemblyQueries queries, Caller caller, CancellationToken cancellationToken) =>
        await taxa.FindAsync(id, await caller.GrantsAsync(cancellationToken), cancellationToken) is null ? throw new NotFoundException($"Taxon {id} is not tracked here, or you may not see it.") : TypedResults.Ok(await queries.FiltersAsync(id, cancellationToken));

    private static async Task<NoContent> SetFilters(long id, Dictionary<string, AssemblyFilter> filters, AssemblyCommands commands, Caller caller, CancellationToken cancellationToken)
    {
        await commands.SetFiltersAsync(id, filters, await caller.ActorAsync(cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static string[] Words(string? list) => list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static AssemblyStatus Status(string word) => Enum.TryParse<AssemblyStatus>(word.Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal), ignoreCase: true, out var status) && Enum.IsDefined(status) ? status
        : throw new RuleException("status", $"“{word}” is no status of an assembly. It is {string.Join(", ", Enum.GetNames<AssemblyStatus>())}.", 400);

    private static bool? Truth(string field, string word) => word.ToLowerInvariant() switch
    {
        "true" => true,
        "false" => false,
        "null" => null,
        _ => throw new RuleException(field, $"{field} is a list of true, false and null, not “{word}”.", 400),
    };
}

/// <param name="Taxon">Only runs of this taxon.</param>
public sealed record ReserveRequest(long? Taxon);

/// <param name="Passed">Whether the genome is good.</param>
public sealed record ScreeningRequest(bool? Passed, string? Message = null);
