using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Portal.Domain.Storage.Migrations
{
    /// <inheritdoc />
    public partial class TaxaWhole : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "host_key",
                schema: "portal",
                table: "worker",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "assembly",
                schema: "portal",
                columns: table => new
                {
                    run_accession = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    waiting_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    held_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    held_by = table.Column<string>(type: "text", nullable: true),
                    reported_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    genome_url = table.Column<string>(type: "text", nullable: true),
                    genome_sha1 = table.Column<string>(type: "text", nullable: true),
                    error_report_url = table.Column<string>(type: "text", nullable: true),
                    error_process = table.Column<string>(type: "text", nullable: true),
                    error_exit_code = table.Column<string>(type: "text", nullable: true),
                    error_stdout = table.Column<string>(type: "text", nullable: true),
                    error_stderr = table.Column<string>(type: "text", nullable: true),
                    failed_filters = table.Column<string>(type: "text", nullable: true),
                    passed_screening = table.Column<bool>(type: "boolean", nullable: true),
                    screening_message = table.Column<string>(type: "text", nullable: true),
                    screened_by = table.Column<string>(type: "text", nullable: true),
                    screened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_assembly", x => x.run_accession);
                });

            migrationBuilder.CreateTable(
                name: "assembly_rules",
                schema: "portal",
                columns: table => new
                {
                    tax_id = table.Column<long>(type: "bigint", nullable: false),
                    filters = table.Column<string>(type: "jsonb", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_by = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_assembly_rules", x => x.tax_id);
                    table.ForeignKey(
                        name: "fk_assembly_rules_tax_id",
                        column: x => x.tax_id,
                        principalSchema: "portal",
                        principalTable: "taxon",
                        principalColumn: "tax_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "orphan_machine",
                schema: "portal",
                columns: table => new
                {
                    key = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    sentence = table.Column<string>(type: "text", nullable: false),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orphan_machine", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "worker_line",
                schema: "portal",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    worker_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    start = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    text = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_worker_line", x => x.id);
                    table.ForeignKey(
                        name: "fk_worker_line_worker_id",
                        column: x => x.worker_id,
                        principalSchema: "portal",
                        principalTable: "worker",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "qc_metric",
                schema: "portal",
                columns: table => new
                {
                    run_accession = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_qc_metric", x => new { x.run_accession, x.name });
                    table.ForeignKey(
                        name: "fk_qc_metric_run_accession",
                        column: x => x.run_accession,
                        principalSchema: "portal",
                        principalTable: "assembly",
                        principalColumn: "run_accession",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_assembly_held",
                schema: "portal",
                table: "assembly",
                column: "held_since",
                filter: "held_since IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_assembly_waiting",
                schema: "portal",
                table: "assembly",
                columns: new[] { "waiting_since", "run_accession" },
                filter: "status = 'Waiting'");

            migrationBuilder.CreateIndex(
                name: "ix_worker_line_worker_id_id",
                schema: "portal",
                table: "worker_line",
                columns: new[] { "worker_id", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "assembly_rules",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "orphan_machine",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "qc_metric",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "worker_line",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "assembly",
                schema: "portal");

            migrationBuilder.DropColumn(
                name: "host_key",
                schema: "portal",
                table: "worker");
        }
    }
}
