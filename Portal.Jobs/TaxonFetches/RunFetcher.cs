using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Outside.Ena;

namespace Portal.Jobs.TaxonFetches;

/// <summary>Asks ENA for the runs of a taxon: counts first, divides what is too much, and streams each slice into the tables.</summary>
public sealed class RunFetcher(EnaClient ena, NpgsqlDataSource database, IOptions<TaxonFetchOptions> options, TimeProvider clock)
{
    internal async Task<FetchPlan> PlanAsync(Taxon taxon, FilterRules rules, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var query = TaxonQuery.Of(taxon.TaxId, taxon.Exact, taxon.ExtraQuery);
        var whole = taxon.Watermark is null || taxon.LastReconciled is not { } last || now - last >= options.Value.ReconcileEvery;
        var asked = whole ? query : TaxonQuery.Since(query, taxon.Watermark!.Value.AddDays(-options.Value.OverlapDays));
        var count = await ena.CountAsync(asked, cancellationToken);
        if (count <= options.Value.MostAtOnce)
        {
            return new() { StartedAt = now, Rules = rules, Whole = whole, Slices = count == 0 ? [] : [new(asked, whole ? "all runs" : "runs since the last time", count)] };
        }

        var plan = await PartitionPlan.MakeAsync(TaxonQuery.Always(now), count, options.Value.MostAtOnce, range => ena.CountAsync(TaxonQuery.Within(asked, range), cancellationToken));
        var slices = plan.Leaves.Select(l => new FetchSlice(TaxonQuery.Within(asked, l.Range), $"{l.Range}", l.Count)).ToList();
        return new() { StartedAt = now, Rules = rules, Whole = whole, Slices = plan.Rest == 0 ? slices : [.. slices, new(TaxonQuery.Outside(asked, plan.Range), "other days", plan.Rest)] };
    }

    internal async Task<ReadRunFields> FieldsAsync(CancellationToken cancellationToken)
    {
        var fields = ReadRunFields.Of(await ena.ReturnFieldsAsync(cancellationToken));
        return fields.Asked.Contains("run_accession", StringComparer.Ordinal) ? fields
            : throw new StepFailedException("ENA no longer returns run_accession, by which runs are told apart. Ask its help desk what took its place.");
    }

    /// <param name="progress">Called with how many runs of the slice are there.</param>
    /// <exception cref="StageWarningException">Fewer came than there are: the answer ended too early.</exception>
    internal async Task<WrittenRuns> FetchAsync(ReadRunOwner owner, FetchSlice slice, ReadRunFields fields, Func<long, Task> progress, CancellationToken cancellationToken)
    {
        await using var writer = await ReadRunWriter.OpenAsync(database, owner, cancellationToken);
        try
        {
            await foreach (var cells in ena.SearchAsync(slice.Query, fields.Asked, cancellationToken))
            {
                if (await writer.AddAsync(fields.Read(cells, owner.SeenAt)))
                {
                    await progress(writer.Written.All);
                }
            }

            await writer.FlushAsync();
        }
        catch (EnaTroubleException trouble)
        {
            throw new StageWarningException($"ENA’s answer for {slice.Title} was not whole: {trouble.Message}.");
        }
        catch (EnaRefusedException refusal)
        {
            throw Refused(owner.Taxon, refusal);
        }

        var there = writer.Written.All < slice.Expected ? await ena.CountAsync(slice.Query, cancellationToken) : slice.Expected;
        return writer.Written.All >= there ? writer.Written
            : throw new StageWarningException($"ENA counts {there:N0} runs for {slice.Title}, and {writer.Written.All:N0} came.");
    }

    internal static StepFailedException Refused(Taxon taxon, EnaRefusedException refusal) =>
        new($"ENA refused the question about {taxon.ScientificName}: {refusal.Words}{(taxon.ExtraQuery is null ? " Ask whether its portal was changed." : " Check the additional query of the taxon, then retry.")}", $"{refusal.Kind}, status {refusal.Status}", refusal);
}
