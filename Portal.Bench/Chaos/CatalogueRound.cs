using System.Diagnostics;
using Portal.Domain.Accounts;
using Portal.Domain.GenomeCatalogues;
using Portal.GenomeCatalogues;
using Portal.Sandbox.Catalogues;

namespace Portal.Bench.Chaos;

/// <summary>Workers killed at random moments while they import a genome catalogue: in the end the same rows as undisturbed, and at no moment half a release.</summary>
internal static class CatalogueRound
{
    public const string Name = "catalogue";
    public const int Moments = 20;
    private const int Genomes = 500;

    // One statement sees one moment.
    private const string HalfVisible = """
        SELECT count(*) FROM portal.catalogue_release c WHERE c.generation IS NULL
            OR (SELECT count(*) FROM portal.genome_snapshot s WHERE s.generation = c.generation) <> (c.figures ->> 'genomes')::int
            OR (SELECT count(*) FROM portal.genome_annotations a WHERE a.generation = c.generation) <> (c.figures ->> 'genomes')::int
            OR (SELECT count(*) FROM portal.genome_files f WHERE f.generation = c.generation) <> (c.figures ->> 'genomes')::int
            OR (SELECT count(*) FROM portal.genome g JOIN portal.genome_snapshot s USING (accession) WHERE s.generation = c.generation) <> (c.figures ->> 'genomes')::int
        """;

    /// <returns>True when nothing was found wrong.</returns>
    public static async Task<bool> RunAsync(int moments, TimeSpan longest, int seed, CancellationToken cancellationToken)
    {
        var (started, random) = (Stopwatch.GetTimestamp(), new Random(seed));
        var results = Directory.CreateTempSubdirectory("portal-chaos-results-").FullName;
        Environment.SetEnvironmentVariable("GenomeCatalogues__ResultsRoot", results); // the workers' too
        try
        {
            new MadeUpCatalogue(CatalogueType.Prokaryotes, Genomes).WriteTo(Path.Combine(results, "gut"));
            await using var world = await ChaosWorld.StartAsync(seed);
            var calm = await EndAsync(world, await SubmitAsync(world, "calm", cancellationToken), cancellationToken);
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var watching = WatchAsync(world, enough.Token);
            var (made, imports, wrong) = (0, 0, new List<string>());
            if (calm != "Succeeded")
            {
                wrong.Add($"the undisturbed import is {calm}");
            }

            while (made < moments && Stopwatch.GetElapsedTime(started) < longest && wrong.Count == 0)
            {
                var import = await SubmitAsync(world, $"troubled {++imports}", cancellationToken);
                made += await TroubleAsync(world, import, moments - made, random, cancellationToken);
                var state = await EndAsync(world, import, cancellationToken);
                if (state != "Succeeded" || await HashAsync(world, $"troubled {imports}") != await HashAsync(world, "calm"))
                {
                    wrong.Add($"import {imports} is {state}, or its rows are not those of the undisturbed one");
                }
            }

            await enough.CancelAsync();
            var (looks, halves) = await watching;
            wrong.AddRange(halves > 0 ? [$"{halves} looks saw half a release"] : []);
            Console.WriteLine($"{Name,-9} {made} moments in {Stopwatch.GetElapsedTime(started):mm\\:ss} (seed {seed}; a worker importing {Genomes} genomes is killed with SIGKILL): {imports} imports, {looks:N0} looks: "
                + (wrong.Count == 0 ? "the same rows, never half a release" : $"{wrong.Count} THINGS WRONG"));
            wrong.ForEach(w => Console.WriteLine($"    {w}"));
            return wrong.Count == 0;
        }
        finally
        {
            Directory.Delete(results, recursive: true);
        }
    }

    private static async Task<Guid> SubmitAsync(ChaosWorld world, string name, CancellationToken cancellationToken) => (await world.Get<GenomeCatalogueCommands>().ImportAsync(new CatalogueWish
    {
        ResultsDirectory = "gut",
        CatalogueName = name,
        CatalogueVersion = "1.0",
        GoldBiome = "root:Host-associated:Human:Digestive system",
        PipelineVersion = "v2.0",
        CatalogueType = "prokaryotes",
    }, Actor.Portal, cancellationToken)).Id;

    // Whoever works on it is killed, at any moment of what it does, until it has ended or has been killed often enough.
    private static async Task<int> TroubleAsync(ChaosWorld world, Guid import, int most, Random random, CancellationToken cancellationToken)
    {
        var made = 0;
        while (made < most && !await IsOverAsync(world, import))
        {
            await Task.Delay(random.Next(20, 1_500), cancellationToken);
            var owner = await world.Database.RowsAsync($"SELECT split_part(owner, '/', 1) FROM portal.run WHERE id = '{import}' AND state = 'Running' AND lease_until > now()", row => row.GetString(0));
            if (owner.Count > 0 && world.NodeOf(owner[0]) is { } node)
            {
                node.Kill();
                await world.ReplaceAsync(node);
                made++;
                Console.WriteLine($"  {Name}: {made} of {most}");
            }
        }

        return made;
    }

    private static async Task<(int Looks, int Halves)> WatchAsync(ChaosWorld world, CancellationToken enough)
    {
        var (looks, halves) = (0, 0);
        while (!enough.IsCancellationRequested)
        {
            halves += await world.Database.ScalarAsync<long>(HalfVisible) == 0 ? 0 : 1;
            looks++;
            await Task.Delay(50, CancellationToken.None);
        }

        return (looks, halves);
    }

    private static async Task<string> EndAsync(ChaosWorld world, Guid import, CancellationToken cancellationToken)
    {
        while (!await IsOverAsync(world, import))
        {
            await Task.Delay(200, cancellationToken);
        }

        return await world.Database.ScalarAsync<string>($"SELECT state || coalesce(': ' || failure, '') FROM portal.run WHERE id = '{import}'");
    }

    private static async Task<bool> IsOverAsync(ChaosWorld world, Guid import) =>
        await world.Database.ScalarAsync<bool>($"SELECT state IN ('Succeeded', 'Failed', 'Cancelled') FROM portal.run WHERE id = '{import}'");

    // Every row of a release, without ids and times.
    private static Task<string> HashAsync(ChaosWorld world, string name) => world.Database.ScalarAsync<string>($"""
        SELECT md5(string_agg(line, ' ' ORDER BY line)) FROM (
            SELECT c.pipeline_version || c.files_directory || c.other_stats || c.downloads || c.figures AS line FROM portal.catalogue_release c WHERE c.name = '{name} v1.0'
            UNION ALL SELECT (to_jsonb(s) - 'generation')::text FROM portal.genome_snapshot s JOIN portal.catalogue_release c USING (generation) WHERE c.name = '{name} v1.0'
            UNION ALL SELECT (to_jsonb(a) - 'generation')::text FROM portal.genome_annotations a JOIN portal.catalogue_release c USING (generation) WHERE c.name = '{name} v1.0'
            UNION ALL SELECT (to_jsonb(f) - 'generation')::text FROM portal.genome_files f JOIN portal.catalogue_release c USING (generation) WHERE c.name = '{name} v1.0'
            UNION ALL SELECT to_jsonb(g)::text FROM portal.genome g) AS rows
        """);
}
