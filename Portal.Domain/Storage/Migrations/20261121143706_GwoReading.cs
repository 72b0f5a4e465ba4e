using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Domain.Storage.Migrations
{
    /// <inheritdoc />
    public partial class GwoReading : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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

            migrationBuilder.AddColumn<int>(
                name: "unnamed",
                schema: "portal",
                table: "gwo_manifest",
                type: "integer",
                nullable: false,
                defaultValue: 0);

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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "gwo_study_rules",
                schema: "portal");

            migrationBuilder.DropColumn(
                name: "notes",
                schema: "portal",
                table: "gwo_manifest");

            migrationBuilder.DropColumn(
                name: "profile",
                schema: "portal",
                table: "gwo_manifest");

            migrationBuilder.DropColumn(
                name: "unnamed",
                schema: "portal",
                table: "gwo_manifest");
        }
    }
}
