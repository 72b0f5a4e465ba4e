using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Domain.GenomeCatalogues;

internal sealed class BiomeMapping : IEntityTypeConfiguration<Biome>
{
    public void Configure(EntityTypeBuilder<Biome> biome)
    {
        biome.HasKey(b => b.Path);
        biome.Ignore(b => b.Name);
    }
}

internal sealed class CatalogueSeriesMapping : IEntityTypeConfiguration<CatalogueSeries>
{
    public void Configure(EntityTypeBuilder<CatalogueSeries> series)
    {
        series.Property(s => s.Id).ValueGeneratedNever();
        series.Property(s => s.Name).HasMaxLength(100);
        series.Property(s => s.BiomeLabel).HasMaxLength(100);
        series.Property(s => s.Type).HasConversion<string>().HasMaxLength(20);
        series.HasIndex(s => new { s.BiomeLabel, s.Type }).IsUnique();
        series.HasOne<Biome>().WithMany().HasForeignKey(s => s.BiomePath).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CatalogueReleaseMapping : IEntityTypeConfiguration<CatalogueRelease>
{
    public void Configure(EntityTypeBuilder<CatalogueRelease> release)
    {
        release.Property(r => r.Id).ValueGeneratedNever();
        release.Property(r => r.Slug).HasMaxLength(CatalogueSlug.Longest);
        release.Property(r => r.Name).HasMaxLength(125);
        release.Property(r => r.Version).HasMaxLength(20);
        release.Property(r => r.PipelineVersion).HasMaxLength(20);
        release.Property(r => r.Status).HasConversion<string>().HasMaxLength(20);
        release.Property(r => r.OtherStats).HasColumnType("jsonb");
        release.Property(r => r.Downloads).HasColumnType("jsonb");
        release.Property(r => r.Figures).HasColumnType("jsonb");
        release.HasIndex(r => r.Slug).IsUnique();
        release.HasIndex(r => r.Name).IsUnique();
        release.HasIndex(r => new { r.SeriesId, r.Version }).IsUnique();
        release.HasIndex(r => r.SeriesId).IsUnique().HasFilter("status = 'Published'").HasDatabaseName("ix_catalogue_release_one_published");
        release.HasIndex(r => r.Generation);
        release.HasOne<CatalogueSeries>().WithMany().HasForeignKey(r => r.SeriesId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class GenomeMapping : IEntityTypeConfiguration<Genome>
{
    public void Configure(EntityTypeBuilder<Genome> genome)
    {
        genome.HasKey(g => g.Accession);
        genome.Property(g => g.Accession).HasMaxLength(40);
        genome.HasIndex(g => g.EnaGenomeAccession).IsUnique();
        genome.HasIndex(g => g.NcbiGenomeAccession).IsUnique();
        genome.HasIndex(g => g.ImgGenomeAccession).IsUnique();
        genome.HasIndex(g => g.PatricGenomeAccession).IsUnique();
    }
}

// No foreign keys below: the rows arrive by COPY before their release exists, and the run that wrote them puts them in its place at once.
internal sealed class GenomeSnapshotMapping : IEntityTypeConfiguration<GenomeSnapshot>
{
    public void Configure(EntityTypeBuilder<GenomeSnapshot> snapshot)
    {
        snapshot.HasKey(s => new { s.Generation, s.Accession });
        snapshot.Property(s => s.Accession).UseCollation("C"); // read in the order the folders are
        snapshot.Property(s => s.Identity).HasColumnType("jsonb");
        snapshot.HasIndex(s => s.Accession);
        snapshot.HasIndex(s => new { s.Generation, s.Completeness });
    }
}

internal sealed class GenomeAnnotationsMapping : IEntityTypeConfiguration<GenomeAnnotations>
{
    public void Configure(EntityTypeBuilder<GenomeAnnotations> annotations)
    {
        annotations.HasKey(a => new { a.Generation, a.Accession });
        annotations.Property(a => a.Accession).UseCollation("C");
        annotations.Property(a => a.CogCategories).HasColumnType("jsonb");
        annotations.Property(a => a.KeggClasses).HasColumnType("jsonb");
        annotations.Property(a => a.KeggModules).HasColumnType("jsonb");
        annotations.Property(a => a.AntismashGeneClusters).HasColumnType("jsonb");
    }
}

internal sealed class GenomeFilesMapping : IEntityTypeConfiguration<GenomeFiles>
{
    public void Configure(EntityTypeBuilder<GenomeFiles> files)
    {
        files.HasKey(f => new { f.Generation, f.Accession });
        files.Property(f => f.Accession).UseCollation("C");
        files.Property(f => f.Downloads).HasColumnType("jsonb");
    }
}

internal sealed class CatalogueGenerationMapping : IEntityTypeConfiguration<CatalogueGeneration>
{
    public void Configure(EntityTypeBuilder<CatalogueGeneration> generation)
    {
        generation.HasKey(g => g.RunId);
        generation.Property(g => g.RunId).ValueGeneratedNever();
    }
}

internal sealed class CatalogueProblemMapping : IEntityTypeConfiguration<CatalogueProblem>
{
    public void Configure(EntityTypeBuilder<CatalogueProblem> problem)
    {
        problem.HasKey(p => new { p.RunId, p.Position });
        problem.HasIndex(p => new { p.RunId, p.Code });
    }
}
