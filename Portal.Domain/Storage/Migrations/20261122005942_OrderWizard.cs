using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Domain.Storage.Migrations
{
    /// <inheritdoc />
    public partial class OrderWizard : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "metadata",
                schema: "portal",
                table: "imaging_order",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.CreateTable(
                name: "order_draft",
                schema: "portal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    person = table.Column<string>(type: "text", nullable: false),
                    group_name = table.Column<string>(type: "text", nullable: false),
                    choice = table.Column<string>(type: "jsonb", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_order_draft", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "order_template",
                schema: "portal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    group_name = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    choice = table.Column<string>(type: "jsonb", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_order_template", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_imaging_order_paths",
                schema: "portal",
                table: "imaging_order",
                column: "paths")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_order_draft_person_updated_at",
                schema: "portal",
                table: "order_draft",
                columns: new[] { "person", "updated_at" });

            migrationBuilder.CreateIndex(
                name: "ix_order_template_group_name_name",
                schema: "portal",
                table: "order_template",
                columns: new[] { "group_name", "name" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "order_draft",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "order_template",
                schema: "portal");

            migrationBuilder.DropIndex(
                name: "ix_imaging_order_paths",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropColumn(
                name: "metadata",
                schema: "portal",
                table: "imaging_order");
        }
    }
}
