using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Domain.Storage.Migrations
{
    /// <inheritdoc />
    public partial class GwoLoading : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "gwo_study_defaults",
                schema: "portal");

            migrationBuilder.DropColumn(
                name: "hash_report_key",
                schema: "portal",
                table: "gwo_manifest");

            migrationBuilder.DropColumn(
                name: "hash_report_name",
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
