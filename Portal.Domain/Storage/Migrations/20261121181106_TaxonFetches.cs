using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Portal.Domain.Storage.Migrations
{
    /// <inheritdoc />
    public partial class TaxonFetches : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "filter_defaults",
                schema: "portal",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    rules = table.Column<string>(type: "jsonb", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_by = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_filter_defaults", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "read_file",
                schema: "portal",
                columns: table => new
                {
                    run_accession = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    kind = table.Column<string>(type: "text", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false),
                    bytes = table.Column<long>(type: "bigint", nullable: true),
                    md5 = table.Column<string>(type: "text", nullable: false),
                    role = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_read_file", x => new { x.run_accession, x.kind, x.ordinal });
                });

            migrationBuilder.CreateTable(
                name: "read_run",
                schema: "portal",
                columns: table => new
                {
                    run_accession = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    experiment_accession = table.Column<string>(type: "text", nullable: false),
                    sample_accession = table.Column<string>(type: "text", nullable: false),
                    secondary_sample_accession = table.Column<string>(type: "text", nullable: false),
                    study_accession = table.Column<string>(type: "text", nullable: false),
                    secondary_study_accession = table.Column<string>(type: "text", nullable: false),
                    tax_id = table.Column<long>(type: "bigint", nullable: true),
                    scientific_name = table.Column<string>(type: "text", nullable: false),
                    instrument_platform = table.Column<string>(type: "text", nullable: false),
                    instrument_model = table.Column<string>(type: "text", nullable: false),
                    library_name = table.Column<string>(type: "text", nullable: false),
                    library_layout = table.Column<string>(type: "text", nullable: false),
                    library_strategy = table.Column<string>(type: "text", nullable: false),
                    library_source = table.Column<string>(type: "text", nullable: false),
                    library_selection = table.Column<string>(type: "text", nullable: false),
                    nominal_length = table.Column<string>(type: "text", nullable: false),
                    read_count = table.Column<long>(type: "bigint", nullable: true),
                    base_count = table.Column<long>(type: "bigint", nullable: true),
                    center_name = table.Column<string>(type: "text", nullable: false),
                    first_created = table.Column<DateOnly>(type: "date", nullable: true),
                    first_public = table.Column<DateOnly>(type: "date", nullable: true),
                    last_updated = table.Column<DateOnly>(type: "date", nullable: true),
                    collection_date = table.Column<string>(type: "text", nullable: false),
                    country = table.Column<string>(type: "text", nullable: false),
                    lat = table.Column<string>(type: "text", nullable: false),
                    lon = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    fastq_files = table.Column<int>(type: "integer", nullable: false),
                    has_pair = table.Column<bool>(type: "boolean", nullable: false),
                    lists_agree = table.Column<bool>(type: "boolean", nullable: false),
                    fastq_bytes = table.Column<long>(type: "bigint", nullable: true),
                    submitted_files = table.Column<int>(type: "integer", nullable: false),
                    fingerprint = table.Column<Guid>(type: "uuid", nullable: false),
                    fetched_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    withdrawn_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_read_run", x => x.run_accession);
                });

            migrationBuilder.CreateTable(
                name: "read_run_decision",
                schema: "portal",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    tax_id = table.Column<long>(type: "bigint", nullable: false),
                    run_accession = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    passed = table.Column<bool>(type: "boolean", nullable: false),
                    first_failed_rule = table.Column<string>(type: "text", nullable: true),
                    rules_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_read_run_decision", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "read_run_taxon",
                schema: "portal",
                columns: table => new
                {
                    tax_id = table.Column<long>(type: "bigint", nullable: false),
                    run_accession = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    passed = table.Column<bool>(type: "boolean", nullable: true),
                    first_failed_rule = table.Column<string>(type: "text", nullable: true),
                    judged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    rules_version = table.Column<int>(type: "integer", nullable: false),
                    seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_read_run_taxon", x => new { x.tax_id, x.run_accession });
                });

            migrationBuilder.CreateTable(
                name: "taxon",
                schema: "portal",
                columns: table => new
                {
                    tax_id = table.Column<long>(type: "bigint", nullable: false),
                    scientific_name = table.Column<string>(type: "text", nullable: false),
                    rank = table.Column<string>(type: "text", nullable: false),
                    lineage = table.Column<string>(type: "text", nullable: false),
                    merged_into = table.Column<long>(type: "bigint", nullable: true),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    stage = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    priority = table.Column<int>(type: "integer", nullable: false),
                    operator_priority = table.Column<int>(type: "integer", nullable: true),
                    effective_priority = table.Column<int>(type: "integer", nullable: false, computedColumnSql: "coalesce(operator_priority, priority)", stored: true),
                    needs_attention = table.Column<string>(type: "text", nullable: true),
                    attentions = table.Column<int>(type: "integer", nullable: false),
                    generated_warning = table.Column<bool>(type: "boolean", nullable: false),
                    repeats = table.Column<int>(type: "integer", nullable: false),
                    error = table.Column<string>(type: "text", nullable: true),
                    last_checked = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    watermark = table.Column<DateOnly>(type: "date", nullable: true),
                    last_reconciled = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    checkpoint_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due = table.Column<bool>(type: "boolean", nullable: false),
                    cycle_run_id = table.Column<Guid>(type: "uuid", nullable: true),
                    leased = table.Column<bool>(type: "boolean", nullable: false),
                    picked_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    exact = table.Column<bool>(type: "boolean", nullable: false),
                    extra_query = table.Column<string>(type: "text", nullable: true),
                    rules = table.Column<string>(type: "jsonb", nullable: true),
                    rules_version = table.Column<int>(type: "integer", nullable: false),
                    runs = table.Column<long>(type: "bigint", nullable: false),
                    passed = table.Column<long>(type: "bigint", nullable: false),
                    collected = table.Column<long>(type: "bigint", nullable: false),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    added_by = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_taxon", x => x.tax_id);
                });

            migrationBuilder.CreateTable(
                name: "worker",
                schema: "portal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    farm = table.Column<string>(type: "text", nullable: false),
                    tax_id = table.Column<long>(type: "bigint", nullable: false),
                    cycle_run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    share = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    secret_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    handle = table.Column<string>(type: "text", nullable: true),
                    address = table.Column<string>(type: "text", nullable: true),
                    runs = table.Column<int>(type: "integer", nullable: false),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    done_bytes = table.Column<long>(type: "bigint", nullable: false),
                    starts = table.Column<int>(type: "integer", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    collected_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    destroyed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    destroyed_by = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_worker", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "worker_assignment",
                schema: "portal",
                columns: table => new
                {
                    worker_id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_accession = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    collected_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_worker_assignment", x => new { x.worker_id, x.run_accession });
                    table.ForeignKey(
                        name: "fk_worker_assignment_worker_id",
                        column: x => x.worker_id,
                        principalSchema: "portal",
                        principalTable: "worker",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_read_run_decision_tax_id_run_accession_at",
                schema: "portal",
                table: "read_run_decision",
                columns: new[] { "tax_id", "run_accession", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_read_run_taxon_run_accession",
                schema: "portal",
                table: "read_run_taxon",
                column: "run_accession");

            migrationBuilder.CreateIndex(
                name: "ix_read_run_taxon_tax_id_first_failed_rule_run_accession",
                schema: "portal",
                table: "read_run_taxon",
                columns: new[] { "tax_id", "first_failed_rule", "run_accession" });

            migrationBuilder.CreateIndex(
                name: "ix_taxon_leased",
                schema: "portal",
                table: "taxon",
                column: "cycle_run_id",
                filter: "leased");

            migrationBuilder.CreateIndex(
                name: "ix_taxon_next",
                schema: "portal",
                table: "taxon",
                columns: new[] { "effective_priority", "last_checked", "tax_id" },
                descending: new[] { true, false, false },
                filter: "due AND NOT leased AND needs_attention IS NULL AND status <> 'Error'")
                .Annotation("Npgsql:IndexNullSortOrder", new[] { NullSortOrder.Unspecified, NullSortOrder.NullsFirst, NullSortOrder.Unspecified });

            migrationBuilder.CreateIndex(
                name: "ix_taxon_scientific_name",
                schema: "portal",
                table: "taxon",
                column: "scientific_name");

            migrationBuilder.CreateIndex(
                name: "ix_taxon_status",
                schema: "portal",
                table: "taxon",
                column: "status");

            migrationBuilder.CreateIndex(
                name: "ix_taxon_waiting",
                schema: "portal",
                table: "taxon",
                column: "last_checked",
                filter: "NOT due");

            migrationBuilder.CreateIndex(
                name: "ix_worker_cycle_run_id",
                schema: "portal",
                table: "worker",
                column: "cycle_run_id");

            migrationBuilder.CreateIndex(
                name: "ix_worker_secret_hash",
                schema: "portal",
                table: "worker",
                column: "secret_hash");

            migrationBuilder.CreateIndex(
                name: "ix_worker_tax_id_requested_at",
                schema: "portal",
                table: "worker",
                columns: new[] { "tax_id", "requested_at" });

            migrationBuilder.CreateIndex(
                name: "ix_worker_there",
                schema: "portal",
                table: "worker",
                column: "state",
                filter: "state <> 'Destroyed'");

            migrationBuilder.CreateIndex(
                name: "ix_worker_assignment_once",
                schema: "portal",
                table: "worker_assignment",
                column: "run_accession",
                unique: true,
                filter: "status IN ('Processing', 'Ready', 'Collected')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "filter_defaults",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "read_file",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "read_run",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "read_run_decision",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "read_run_taxon",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "taxon",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "worker_assignment",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "worker",
                schema: "portal");
        }
    }
}
