using System.Diagnostics;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.TaxonFetches;
using Portal.TaxonFetches;

namespace Portal.Bench.Chaos;

/// <summary>
/// Nodes and workers killed at random moments while taxa are fetched by droplets and collected by rsync: in the end every run that passes was
/// fetched once and lies there whole, and at no moment was there a droplet without an owner or one gone with something uncollected.
/// </summary>
internal static class TaxaRound
{
    public const string Name = "taxa";
    public const int Cycles = 30;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    // One statement sees one moment.
    private const string DestroyedTooEarly = """
        SELECT count(*) FROM portal.worker w JOIN portal.worker_assignment a ON a.worker_id = w.id
        WHERE w.state = 'Destroyed' AND (a.status <> 'Collected' OR a.collected_at > w.destroyed_at)
        """;

    private const string FetchedTwice = "SELECT count(*) FROM (SELECT run_accession FROM portal.worker_assignment WHERE status = 'Collected' GROUP BY run_accession HAVING count(*) > 1) twice";

    private const string Lost = """
        SELECT count(DISTINCT l.run_accession) FROM portal.read_run_taxon l WHERE l.passed
            AND NOT EXISTS (SELECT FROM portal.worker_assignment a WHERE a.run_accession = l.run_accession AND a.status = 'Collected')
        """;

    /// <returns>True when nothing was found wrong.</returns>
    public static async Task<bool> RunAsync(int cycles, TimeSpan longest, int seed, CancellationToken cancellationToken)
    {
        var (started, random, wrong) = (Stopwatch.GetTimestamp(), new Random(seed), new List<string>());
        await using var world = await TaxaWorld.StartAsync();
        await world.Get<TaxonAddCommands>().AddAsync(new([.. TaxaWorld.Taxa.Select(t => TaxonIdWords.Read($"{t}"))]), Actor.Portal, cancellationToken);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchAsync(world, enough.Token);
        var (made, kills, cleared) = (0, 0, 0);
        while (made < cycles && Stopwatch.GetElapsedTime(started) < longest && wrong.Count == 0)
        {
            if (made > 0)
            {
                world.Sequence();
                foreach (var taxon in TaxaWorld.Taxa)
                {
                    await world.CheckNowAsync(taxon, cancellationToken);
                }
            }

            var (killed, looked) = await TroubleAsync(world, random, wrong, cancellationToken);
            (made, kills, cleared) = (made + TaxaWorld.Taxa.Count, kills + killed, cleared + looked);
            Console.WriteLine($"  {Name}: {made} of {cycles} cycles, {kills} kills, {Stopwatch.GetElapsedTime(started):mm\\:ss}");
        }

        await enough.CancelAsync();
        var (looks, orphans) = await watching;
        wrong.AddRange(orphans.Select(o => $"droplet {o} had no owner"));
        wrong.AddRange(await world.DifferencesAsync());
        var (early, twice, lost) = (await world.Database.ScalarAsync<long>(DestroyedTooEarly), await world.Database.ScalarAsync<long>(FetchedTwice), await world.Database.ScalarAsync<long>(Lost));
        wrong.AddRange(new[] { (early, "runs went with their droplet uncollected"), (twice, "runs were fetched twice"), (lost, "runs were lost"), (world.Sandbox.DigitalOcean.Droplets.Count, "droplets are left over") }
            .Where(f => f.Item1 > 0).Select(f => $"{f.Item1} {f.Item2}"));
        var runs = await world.Database.ScalarAsync<long>("SELECT count(*) FROM portal.worker_assignment WHERE status = 'Collected'");
        Console.WriteLine($"{Name,-9} {made} cycles in {Stopwatch.GetElapsedTime(started):mm\\:ss} (seed {seed}; {kills} times a node or a droplet's worker is killed with SIGKILL, {cleared} times a person clears attention): {runs} runs collected, {looks:N0} looks: "
            + (wrong.Count == 0 ? "each fetched once, none lost, no droplet without an owner" : $"{wrong.Count} THINGS WRONG"));
        wrong.ForEach(w => Console.WriteLine($"    {w}"));
        return wrong.Count == 0;
    }

    // Something is killed every few seconds until all taxa rest; whoever is asked to look has looked.
    private static async Task<(int Kills, int Cleared)> TroubleAsync(TaxaWorld world, Random random, List<string> wrong, CancellationToken cancellationToken)
    {
        var (began, kills, cleared) = (Stopwatch.GetTimestamp(), 0, 0);
        while (await world.Database.ScalarAsync<long>("SELECT count(*) FROM portal.taxon WHERE leased OR due OR status <> 'Complete'") > 0)
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                wrong.AddRange(await world.Database.RowsAsync("SELECT t.tax_id || ' came to no end: ' || t.stage || ', ' || t.status || coalesce(', ' || t.needs_attention, '') || coalesce(', ' || t.error, '') || coalesce(', ' || r.state, '') || coalesce(', ' || r.waiting_for, '') FROM portal.taxon t LEFT JOIN portal.run r ON r.id = t.cycle_run_id WHERE leased OR due OR t.status <> 'Complete'", row => row.GetString(0)));
                return (kills, cleared);
            }

            await Task.Delay(random.Next(500, 4_000), cancellationToken);
            if (Stopwatch.GetElapsedTime(began) < Patience / 2)
            {
                await world.KillSomethingAsync(random);
                kills++;
            }

            cleared += await LookAsync(world, cancellationToken);
        }

        return (kills, cleared);
    }

    private static async Task<int> LookAsync(TaxaWorld world, CancellationToken cancellationToken)
    {
        var cleared = 0;
        foreach (var taxon in await world.Database.RowsAsync("SELECT tax_id FROM portal.taxon WHERE needs_attention IS NOT NULL", row => row.GetInt64(0)))
        {
            try
            {
                await world.Get<TaxonCommands>().ClearAttentionAsync(taxon, "looked", Actor.Portal, cancellationToken);
                cleared++;
            }
            catch (RuleException)
            {
                // It went on meanwhile.
            }
        }

        return cleared;
    }

    private static async Task<(int Looks, IReadOnlySet<long> Orphans)> WatchAsync(TaxaWorld world, CancellationToken enough)
    {
        var (looks, orphans) = (0, new HashSet<long>());
        while (!enough.IsCancellationRequested)
        {
            var droplets = world.Sandbox.DigitalOcean.Droplets;
            var owned = await world.Database.RowsAsync("SELECT id FROM portal.worker", row => row.GetGuid(0));
            orphans.UnionWith(droplets.Where(d => !owned.Any(o => d.Order.Tags.Contains($"worker:{o}"))).Select(d => d.Id));
            looks++;
            await Task.Delay(100, CancellationToken.None);
        }

        return (looks, orphans);
    }
}
