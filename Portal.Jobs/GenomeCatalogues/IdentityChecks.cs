using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Storage;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>What other archives call a genome must agree with what is registered, and belong to no other genome.</summary>
public sealed class IdentityChecks(IDbContextFactory<PortalDbContext> contexts)
{
    private static readonly IReadOnlyDictionary<string, Func<Genome, string?>> Registered = new Dictionary<string, Func<Genome, string?>>(StringComparer.Ordinal)
    {
        ["ena_genome_accession"] = g => g.EnaGenomeAccession,
        ["ena_sample_accession"] = g => g.EnaSampleAccession,
        ["ena_study_accession"] = g => g.EnaStudyAccession,
        ["ncbi_genome_accession"] = g => g.NcbiGenomeAccession,
        ["ncbi_sample_accession"] = g => g.NcbiSampleAccession,
        ["ncbi_study_accession"] = g => g.NcbiStudyAccession,
        ["img_genome_accession"] = g => g.ImgGenomeAccession,
        ["patric_genome_accession"] = g => g.PatricGenomeAccession,
    };

    /// <param name="seen">Archive accessions of the genomes before, with the genome that has each.</param>
    internal async Task CheckAsync(IReadOnlyList<GenomeSnapshot> genomes, Dictionary<string, string> seen, ProblemList problems, CancellationToken cancellationToken)
    {
        var said = genomes.ToDictionary(g => g.Accession, g => JsonSerializer.Deserialize<Dictionary<string, string>>(g.Identity)!, StringComparer.Ordinal);
        var accessions = said.Keys.ToList();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var known = await db.Set<Genome>().AsNoTracking().Where(g => accessions.Contains(g.Accession)).ToDictionaryAsync(g => g.Accession, StringComparer.Ordinal, cancellationToken);
        var taken = await TakenAsync(db, said, cancellationToken);
        foreach (var genome in accessions)
        {
            foreach (var external in ExternalAccession.All)
            {
                if (said[genome].TryGetValue(external.Key, out var now))
                {
                    Check(genome, external, now, known.GetValueOrDefault(genome), taken, seen, problems);
                }
            }
        }
    }

    private static void Check(string genome, ExternalAccession external, string now, Genome? known, IReadOnlyDictionary<(string, string), string> taken, Dictionary<string, string> seen, ProblemList problems)
    {
        var path = $"{genome}/{genome}.json";
        if (known is not null && Registered[external.Key](known) is { Length: > 0 } before && before != now)
        {
            problems.Add(new(GenomeRules.IdentityConflict, genome, path, $"“{external.Key}” is registered as {before}; the JSON says {now}."));
        }

        if (!external.Unique)
        {
            return;
        }

        if (taken.TryGetValue((external.Key, now), out var other) && other != genome)
        {
            problems.Add(new(GenomeRules.AccessionTaken, genome, path, $"“{external.Key}” {now} is registered for {other}."));
        }
        else if (!seen.TryAdd($"{external.Key} {now}", genome) && seen[$"{external.Key} {now}"] is { } twin && twin != genome)
        {
            problems.Add(new(GenomeRules.AccessionTaken, genome, path, $"“{external.Key}” {now} is also that of {twin} in this folder."));
        }
    }

    private static async Task<Dictionary<(string, string), string>> TakenAsync(PortalDbContext db, Dictionary<string, Dictionary<string, string>> said, CancellationToken cancellationToken)
    {
        var wanted = said.Values.SelectMany(s => s.Values).Distinct(StringComparer.Ordinal).ToList();
        var owners = await db.Set<Genome>().AsNoTracking()
            .Where(g => wanted.Contains(g.EnaGenomeAccession!) || wanted.Contains(g.NcbiGenomeAccession!) || wanted.Contains(g.ImgGenomeAccession!) || wanted.Contains(g.PatricGenomeAccession!))
            .ToListAsync(cancellationToken);
        var taken = new Dictionary<(string, string), string>();
        foreach (var owner in owners)
        {
            foreach (var external in ExternalAccession.All.Where(e => e.Unique))
            {
                if (Registered[external.Key](owner) is { } accession)
                {
                    taken[(external.Key, accession)] = owner.Accession;
                }
            }
        }

        return taken;
    }
}
