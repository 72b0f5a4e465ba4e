using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Domain.Storage.Migrations
{
    /// <inheritdoc />
    public partial class GwoManifests : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "gwo_issue",
                schema: "portal",
                columns: table => new
                {
                    manifest_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    row = table.Column<int>(type: "integer", nullable: false),
                    column = table.Column<string>(type: "text", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    severity = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "text", nullable: false),
                    message = table.Column<string>(type: "text", nullable: false),
                    expected = table.Column<string>(type: "text", nullable: true),
                    hint = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_gwo_issue", x => new { x.manifest_id, x.position });
                });

            migrationBuilder.CreateTable(
                name: "gwo_ledger_entry",
                schema: "portal",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    entity = table.Column<string>(type: "text", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    file = table.Column<int>(type: "integer", nullable: false),
                    row = table.Column<int>(type: "integer", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    genomic_file = table.Column<string>(type: "text", nullable: false),
                    linked_id = table.Column<string>(type: "text", nullable: true),
                    external_id = table.Column<string>(type: "text", nullable: false),
                    body = table.Column<string>(type: "text", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    kf_id = table.Column<string>(type: "text", nullable: true),
                    method = table.Column<string>(type: "text", nullable: true),
                    path = table.Column<string>(type: "text", nullable: true),
                    status = table.Column<int>(type: "integer", nullable: true),
                    message = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_gwo_ledger_entry", x => new { x.run_id, x.file, x.entity, x.position });
                });

            migrationBuilder.CreateTable(
                name: "gwo_manifest",
                schema: "portal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    study_id = table.Column<string>(type: "text", nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: false),
                    sha256 = table.Column<string>(type: "text", nullable: false),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    rows = table.Column<int>(type: "integer", nullable: false),
                    storage_key = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false),
                    check_run_id = table.Column<Guid>(type: "uuid", nullable: true),
                    apply_run_id = table.Column<Guid>(type: "uuid", nullable: true),
                    plan_run_id = table.Column<Guid>(type: "uuid", nullable: true),
                    checked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    applied_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    errors = table.Column<int>(type: "integer", nullable: false),
                    warnings = table.Column<int>(type: "integer", nullable: false),
                    good_rows = table.Column<int>(type: "integer", nullable: false),
                    plan_counts = table.Column<string>(type: "jsonb", nullable: false),
                    policy = table.Column<string>(type: "text", nullable: true),
                    warnings_acknowledged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    warnings_acknowledged_by = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_gwo_manifest", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "gwo_plan_item",
                schema: "portal",
                columns: table => new
                {
                    manifest_id = table.Column<Guid>(type: "uuid", nullable: false),
                    entity = table.Column<string>(type: "text", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    file = table.Column<int>(type: "integer", nullable: false),
                    row = table.Column<int>(type: "integer", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    genomic_file = table.Column<string>(type: "text", nullable: false),
                    linked_id = table.Column<string>(type: "text", nullable: true),
                    external_id = table.Column<string>(type: "text", nullable: false),
                    kf_id = table.Column<string>(type: "text", nullable: true),
                    changes = table.Column<string>(type: "text", nullable: true),
                    body = table.Column<string>(type: "text", nullable: true),
                    why = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_gwo_plan_item", x => new { x.manifest_id, x.entity, x.position });
                });

            migrationBuilder.CreateIndex(
                name: "ix_gwo_issue_manifest_id_code_column",
                schema: "portal",
                table: "gwo_issue",
                columns: new[] { "manifest_id", "code", "column" });

            migrationBuilder.CreateIndex(
                name: "ix_gwo_manifest_created_at",
                schema: "portal",
                table: "gwo_manifest",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_gwo_manifest_study_id_created_at",
                schema: "portal",
                table: "gwo_manifest",
                columns: new[] { "study_id", "created_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "gwo_issue",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "gwo_ledger_entry",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "gwo_manifest",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "gwo_plan_item",
                schema: "portal");
        }
    }
}
