using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Domain.Storage.Migrations
{
    /// <inheritdoc />
    public partial class GwoVersions : Migration
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

            migrationBuilder.DropIndex(
                name: "ix_gwo_issue_manifest_id_row",
                schema: "portal",
                table: "gwo_issue");

            migrationBuilder.DropColumn(
                name: "edits",
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
        }
    }
}
