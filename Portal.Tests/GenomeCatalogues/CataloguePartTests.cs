using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Portal.Common;
using Portal.Domain.GenomeCatalogues;
using Portal.GenomeCatalogues;
using Portal.Tests.Support;
using System.Text.Json;

namespace Portal.Tests.GenomeCatalogues;

/// <summary>Parts of the pages, drawn without a browser: releases and genomes to draw, and what every part gets from the root.</summary>
public abstract class CataloguePartTests : BunitContext
{
    protected static readonly DateTimeOffset Now = new(2026, 11, 18, 14, 0, 0, TimeSpan.Zero);

    protected CataloguePartTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        var clock = new PageClock(new FakeClock(Now), "Etc/UTC");
        RenderTree.Add<CascadingValue<PageClock>>(p => p.Add(v => v.Value, clock).Add(v => v.IsFixed, true));
    }

    protected static ReleaseView Release(string version, ReleaseStatus status = ReleaseStatus.Ready) => new()
    {
        Slug = CatalogueSlug.Of("Human gut", version),
        Name = $"Human gut v{version}",
        Version = version,
        Series = "Human gut",
        BiomeLabel = "Human gut",
        Type = CatalogueType.Prokaryotes,
        Biome = "root:Host-associated:Human:Digestive system",
        Status = status,
        PipelineVersion = "v3.0.0",
        Figures = new CatalogueFigures { Genomes = 1_000, GenomesTotal = 30_000, HighQuality = 817, WithPangenome = 400, Isolates = 265, Proteins = 11_400_000, Files = 12_000 },
        OtherStats = JsonSerializer.SerializeToElement(new { }),
        Downloads = [],
        CreatedAt = Now.AddDays(-1),
        CreatedBy = "Mara Ellis",
        UpdatedAt = Now.AddHours(-3),
        PublishedAt = status == ReleaseStatus.Published ? Now.AddHours(-2) : null,
        Generation = Guid.NewGuid(),
        FilesDirectory = "human-gut/2.1/website",
    };

    protected static GenomeSnapshot Genome(int number, double completeness = 98.59) => new()
    {
        Accession = $"MGYG{number:000000000}",
        Type = "MAG",
        TaxonLineage = "d__Bacteria;p__Bacillota_A;c__Clostridia;o__Lachnospirales;f__Lachnospiraceae;g__Blautia_A;s__Blautia_A faecis",
        BiomePath = "root",
        Length = 3_219_617,
        Completeness = completeness,
        Contamination = 0.7,
    };
}
