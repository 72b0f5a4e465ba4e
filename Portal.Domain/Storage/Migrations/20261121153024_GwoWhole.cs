using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Domain.Storage.Migrations
{
    /// <inheritdoc />
    public partial class GwoWhole : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "edits",
                schema: "portal",
                table: "gwo_manifest",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "hash_report_key",
                schema: "portal",
                table: "gwo_manifest",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "hash_report_name",
                schema: "portal",
                table: "gwo_manifest",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "notes",
                schema: "portal",
                table: "gwo_manifest",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'[]'::jsonb");

            migrationBuilder.AddColumn<string>(
                name: "profile",
                schema: "portal",
                table: "gwo_manifest",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "rollback_run_id",
                schema: "portal",
                table: "gwo_manifest",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "rolled_back_at",
                schema: "portal",
                table: "gwo_manifest",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "unnamed",
                schema: "portal",
                table: "gwo_manifest",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "version",
                schema: "portal",
                table: "gwo_manifest",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "versioned_at",
                schema: "portal",
                table: "gwo_manifest",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "versioned_by",
                schema: "portal",
                table: "gwo_manifest",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "left",
                schema: "portal",
                table: "gwo_ledger_entry",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "made",
                schema: "portal",
                table: "gwo_ledger_entry",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "modified_at",
                schema: "portal",
                table: "gwo_ledger_entry",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "removal",
                schema: "portal",
                table: "gwo_ledger_entry",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "removal_note",
                schema: "portal",
                table: "gwo_ledger_entry",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "removed_at",
                schema: "portal",
                table: "gwo_ledger_entry",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "removed_by",
                schema: "portal",
                table: "gwo_ledger_entry",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "gwo_draft",
                schema: "portal",
                columns: table => new
                {
                    manifest_id = table.Column<Guid>(type: "uuid", nullable: false),
                    person = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    edits = table.Column<string>(type: "jsonb", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_gwo_draft", x => new { x.manifest_id, x.person });
                    table.ForeignKey(
                        name: "fk_gwo_draft_manifest_id",
                        column: x => x.manifest_id,
                        principalSchema: "portal",
                        principalTable: "gwo_manifest",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "gwo_manifest_version",
                schema: "portal",
                columns: table => new
                {
                    manifest_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: false),
                    sha256 = table.Column<string>(type: "text", nullable: false),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    rows = table.Column<int>(type: "integer", nullable: false),
                    storage_key = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false),
                    edits = table.Column<int>(type: "integer", nullable: false),
                    checked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    applied_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    errors = table.Column<int>(type: "integer", nullable: false),
                    warnings = table.Column<int>(type: "integer", nullable: false),
                    good_rows = table.Column<int>(type: "integer", nullable: false),
                    plan_counts = table.Column<string>(type: "jsonb", nullable: false),
                    issues_key = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_gwo_manifest_version", x => new { x.manifest_id, x.number });
                    table.ForeignKey(
                        name: "fk_gwo_manifest_version_manifest_id",
                        column: x => x.manifest_id,
                        principalSchema: "portal",
                        principalTable: "gwo_manifest",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "gwo_study_defaults",
                schema: "portal",
                columns: table => new
                {
                    study_id = table.Column<string>(type: "text", nullable: false),
                    options = table.Column<string>(type: "jsonb", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_by = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_gwo_study_defaults", x => x.study_id);
                });

            migrationBuilder.CreateTable(
                name: "gwo_study_rules",
                schema: "portal",
                columns: table => new
                {
                    study_id = table.Column<string>(type: "text", nullable: false),
                    severities = table.Column<string>(type: "jsonb", nullable: false),
                    rule_pack = table.Column<bool>(type: "boolean", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_by = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_gwo_study_rules", x => x.study_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_gwo_issue_manifest_id_row",
                schema: "portal",
                table: "gwo_issue",
                columns: new[] { "manifest_id", "row" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "gwo_draft",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "gwo_manifest_version",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "gwo_study_defaults",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "gwo_study_rules",
                schema: "portal");

            migrationBuilder.DropIndex(
                name: "ix_gwo_issue_manifest_id_row",
                schema: "portal",
                table: "gwo_issue");

            migrationBuilder.DropColumn(
                name: "edits",
                schema: "portal",
                table: "gwo_manifest");

            migrationBuilder.DropColumn(
                name: "hash_report_key",
                schema: "portal",
                table: "gwo_manifest");

            migrationBuilder.DropColumn(
                name: "hash_report_name",
                schema: "portal",
                table: "gwo_manifest");

            migrationBuilder.DropColumn(
                name: "notes",
                schema: "portal",
                table: "gwo_manifest");

            migrationBuilder.DropColumn(
                name: "profile",
                schema: "portal",
                table: "gwo_manifest");

            migrationBuilder.DropColumn(
                name: "rollback_run_id",
                schema: "portal",
                table: "gwo_manifest");

            migrationBuilder.DropColumn(
                name: "rolled_back_at",
                schema: "portal",
                table: "gwo_manifest");

            migrationBuilder.DropColumn(
                name: "unnamed",
                schema: "portal",
                table: "gwo_manifest");

            migrationBuilder.DropColumn(
                name: "version",
                schema: "portal",
                table: "gwo_manifest");

            migrationBuilder.DropColumn(
                name: "versioned_at",
                schema: "portal",
                table: "gwo_manifest");

            migrationBuilder.DropColumn(
                name: "versioned_by",
                schema: "portal",
                table: "gwo_manifest");

            migrationBuilder.DropColumn(
                name: "left",
                schema: "portal",
                table: "gwo_ledger_entry");

            migrationBuilder.DropColumn(
                name: "made",
                schema: "portal",
                table: "gwo_ledger_entry");

            migrationBuilder.DropColumn(
                name: "modified_at",
                schema: "portal",
                table: "gwo_ledger_entry");

            migrationBuilder.DropColumn(
                name: "removal",
                schema: "portal",
                table: "gwo_ledger_entry");

            migrationBuilder.DropColumn(
                name: "removal_note",
                schema: "portal",
                table: "gwo_ledger_entry");

            migrationBuilder.DropColumn(
                name: "removed_at",
                schema: "portal",
                table: "gwo_ledger_entry");

            migrationBuilder.DropColumn(
                name: "removed_by",
                schema: "portal",
                table: "gwo_ledger_entry");
        }
    }
}
