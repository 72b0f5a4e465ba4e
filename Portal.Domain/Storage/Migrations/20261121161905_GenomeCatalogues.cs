using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Domain.Storage.Migrations
{
    /// <inheritdoc />
    public partial class GenomeCatalogues : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "biome",
                schema: "portal",
                columns: table => new
                {
                    path = table.Column<string>(type: "text", nullable: false),
                    lineage = table.Column<string>(type: "text", nullable: false),
                    depth = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_biome", x => x.path);
                });

            migrationBuilder.CreateTable(
                name: "catalogue_generation",
                schema: "portal",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_catalogue_generation", x => x.run_id);
                });

            migrationBuilder.CreateTable(
                name: "catalogue_problem",
                schema: "portal",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    is_error = table.Column<bool>(type: "boolean", nullable: false),
                    genome = table.Column<string>(type: "text", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false),
                    message = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_catalogue_problem", x => new { x.run_id, x.position });
                });

            migrationBuilder.CreateTable(
                name: "genome",
                schema: "portal",
                columns: table => new
                {
                    accession = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    ena_genome_accession = table.Column<string>(type: "text", nullable: true),
                    ena_sample_accession = table.Column<string>(type: "text", nullable: true),
                    ena_study_accession = table.Column<string>(type: "text", nullable: true),
                    ncbi_genome_accession = table.Column<string>(type: "text", nullable: true),
                    ncbi_sample_accession = table.Column<string>(type: "text", nullable: true),
                    ncbi_study_accession = table.Column<string>(type: "text", nullable: true),
                    img_genome_accession = table.Column<string>(type: "text", nullable: true),
                    patric_genome_accession = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_genome", x => x.accession);
                });

            migrationBuilder.CreateTable(
                name: "genome_annotations",
                schema: "portal",
                columns: table => new
                {
                    generation = table.Column<Guid>(type: "uuid", nullable: false),
                    accession = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    cog_categories = table.Column<string>(type: "jsonb", nullable: false),
                    kegg_classes = table.Column<string>(type: "jsonb", nullable: false),
                    kegg_modules = table.Column<string>(type: "jsonb", nullable: false),
                    antismash_gene_clusters = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_genome_annotations", x => new { x.generation, x.accession });
                });

            migrationBuilder.CreateTable(
                name: "genome_files",
                schema: "portal",
                columns: table => new
                {
                    generation = table.Column<Guid>(type: "uuid", nullable: false),
                    accession = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    downloads = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_genome_files", x => new { x.generation, x.accession });
                });

            migrationBuilder.CreateTable(
                name: "genome_snapshot",
                schema: "portal",
                columns: table => new
                {
                    generation = table.Column<Guid>(type: "uuid", nullable: false),
                    accession = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    type = table.Column<string>(type: "text", nullable: false),
                    taxon_lineage = table.Column<string>(type: "text", nullable: false),
                    biome_path = table.Column<string>(type: "text", nullable: false),
                    geographic_origin = table.Column<string>(type: "text", nullable: true),
                    length = table.Column<int>(type: "integer", nullable: false),
                    num_contigs = table.Column<int>(type: "integer", nullable: false),
                    n50 = table.Column<int>(type: "integer", nullable: false),
                    gc_content = table.Column<double>(type: "double precision", nullable: false),
                    num_proteins = table.Column<int>(type: "integer", nullable: false),
                    completeness = table.Column<double>(type: "double precision", nullable: false),
                    contamination = table.Column<double>(type: "double precision", nullable: false),
                    busco_completeness = table.Column<double>(type: "double precision", nullable: true),
                    eggnog_coverage = table.Column<double>(type: "double precision", nullable: false),
                    ipr_coverage = table.Column<double>(type: "double precision", nullable: false),
                    nc_rnas = table.Column<int>(type: "integer", nullable: false),
                    trnas = table.Column<double>(type: "double precision", nullable: false),
                    rna5s = table.Column<double>(type: "double precision", nullable: true),
                    rna16s = table.Column<double>(type: "double precision", nullable: true),
                    rna23s = table.Column<double>(type: "double precision", nullable: true),
                    rna58s = table.Column<double>(type: "double precision", nullable: true),
                    rna18s = table.Column<double>(type: "double precision", nullable: true),
                    rna28s = table.Column<double>(type: "double precision", nullable: true),
                    num_genomes_total = table.Column<int>(type: "integer", nullable: false),
                    has_pangenome = table.Column<bool>(type: "boolean", nullable: false),
                    pangenome_size = table.Column<int>(type: "integer", nullable: true),
                    pangenome_core_size = table.Column<int>(type: "integer", nullable: true),
                    pangenome_accessory_size = table.Column<int>(type: "integer", nullable: true),
                    geographic_range = table.Column<string[]>(type: "text[]", nullable: true),
                    identity = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_genome_snapshot", x => new { x.generation, x.accession });
                });

            migrationBuilder.CreateTable(
                name: "catalogue_series",
                schema: "portal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    biome_label = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    biome_path = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_catalogue_series", x => x.id);
                    table.ForeignKey(
                        name: "fk_catalogue_series_biome_path",
                        column: x => x.biome_path,
                        principalSchema: "portal",
                        principalTable: "biome",
                        principalColumn: "path",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "catalogue_release",
                schema: "portal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    series_id = table.Column<Guid>(type: "uuid", nullable: false),
                    slug = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    name = table.Column<string>(type: "character varying(125)", maxLength: 125, nullable: false),
                    version = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    pipeline_version = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    files_directory = table.Column<string>(type: "text", nullable: false),
                    generation = table.Column<Guid>(type: "uuid", nullable: true),
                    other_stats = table.Column<string>(type: "jsonb", nullable: false),
                    downloads = table.Column<string>(type: "jsonb", nullable: false),
                    figures = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    retired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_catalogue_release", x => x.id);
                    table.ForeignKey(
                        name: "fk_catalogue_release_series_id",
                        column: x => x.series_id,
                        principalSchema: "portal",
                        principalTable: "catalogue_series",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_catalogue_problem_run_id_code",
                schema: "portal",
                table: "catalogue_problem",
                columns: new[] { "run_id", "code" });

            migrationBuilder.CreateIndex(
                name: "ix_catalogue_release_generation",
                schema: "portal",
                table: "catalogue_release",
                column: "generation");

            migrationBuilder.CreateIndex(
                name: "ix_catalogue_release_name",
                schema: "portal",
                table: "catalogue_release",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_catalogue_release_one_published",
                schema: "portal",
                table: "catalogue_release",
                column: "series_id",
                unique: true,
                filter: "status = 'Published'");

            migrationBuilder.CreateIndex(
                name: "ix_catalogue_release_series_id_version",
                schema: "portal",
                table: "catalogue_release",
                columns: new[] { "series_id", "version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_catalogue_release_slug",
                schema: "portal",
                table: "catalogue_release",
                column: "slug",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_catalogue_series_biome_label_type",
                schema: "portal",
                table: "catalogue_series",
                columns: new[] { "biome_label", "type" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_catalogue_series_biome_path",
                schema: "portal",
                table: "catalogue_series",
                column: "biome_path");

            migrationBuilder.CreateIndex(
                name: "ix_genome_ena_genome_accession",
                schema: "portal",
                table: "genome",
                column: "ena_genome_accession",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_genome_img_genome_accession",
                schema: "portal",
                table: "genome",
                column: "img_genome_accession",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_genome_ncbi_genome_accession",
                schema: "portal",
                table: "genome",
                column: "ncbi_genome_accession",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_genome_patric_genome_accession",
                schema: "portal",
                table: "genome",
                column: "patric_genome_accession",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_genome_snapshot_accession",
                schema: "portal",
                table: "genome_snapshot",
                column: "accession");

            migrationBuilder.CreateIndex(
                name: "ix_genome_snapshot_generation_completeness",
                schema: "portal",
                table: "genome_snapshot",
                columns: new[] { "generation", "completeness" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "catalogue_generation",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "catalogue_problem",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "catalogue_release",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "genome",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "genome_annotations",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "genome_files",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "genome_snapshot",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "catalogue_series",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "biome",
                schema: "portal");
        }
    }
}
