using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Domain.Storage.Migrations
{
    /// <inheritdoc />
    public partial class ListsAtScale : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterDatabase()
                .Annotation("Npgsql:PostgresExtension:pg_trgm", ",,");

            migrationBuilder.AddColumn<TimeSpan>(
                name: "took",
                schema: "portal",
                table: "run",
                type: "interval",
                nullable: true,
                computedColumnSql: "ended_at - started_at",
                stored: true);

            migrationBuilder.CreateIndex(
                name: "ix_run_created_at",
                schema: "portal",
                table: "run",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_run_ended_at",
                schema: "portal",
                table: "run",
                column: "ended_at",
                filter: "ended_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_run_subject",
                schema: "portal",
                table: "run",
                column: "subject")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_run_took_number",
                schema: "portal",
                table: "run",
                columns: new[] { "took", "number" },
                descending: new bool[0],
                filter: "took is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_run_created_at",
                schema: "portal",
                table: "run");

            migrationBuilder.DropIndex(
                name: "ix_run_ended_at",
                schema: "portal",
                table: "run");

            migrationBuilder.DropIndex(
                name: "ix_run_subject",
                schema: "portal",
                table: "run");

            migrationBuilder.DropIndex(
                name: "ix_run_took_number",
                schema: "portal",
                table: "run");

            migrationBuilder.DropColumn(
                name: "took",
                schema: "portal",
                table: "run");

            migrationBuilder.AlterDatabase()
                .OldAnnotation("Npgsql:PostgresExtension:pg_trgm", ",,");
        }
    }
}
