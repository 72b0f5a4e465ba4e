using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Domain.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Operations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "capacity",
                schema: "portal",
                table: "node",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<double>(
                name: "cpu",
                schema: "portal",
                table: "node",
                type: "double precision",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "draining_by",
                schema: "portal",
                table: "node",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "draining_since",
                schema: "portal",
                table: "node",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "draining_why",
                schema: "portal",
                table: "node",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "memory_bytes",
                schema: "portal",
                table: "node",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "idempotent_reply",
                schema: "portal",
                columns: table => new
                {
                    caller = table.Column<string>(type: "text", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    request = table.Column<string>(type: "text", nullable: false),
                    holder = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    body_hash = table.Column<string>(type: "text", nullable: true),
                    status = table.Column<int>(type: "integer", nullable: true),
                    content_type = table.Column<string>(type: "text", nullable: true),
                    location = table.Column<string>(type: "text", nullable: true),
                    body = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotent_reply", x => new { x.caller, x.key });
                });

            migrationBuilder.CreateTable(
                name: "schedule_run",
                schema: "portal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    schedule = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    asked_by = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    node = table.Column<string>(type: "text", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_schedule_run", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "schedule_state",
                schema: "portal",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false),
                    paused_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    paused_by = table.Column<string>(type: "text", nullable: true),
                    paused_why = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_schedule_state", x => x.name);
                });

            migrationBuilder.CreateIndex(
                name: "ix_idempotent_reply_created_at",
                schema: "portal",
                table: "idempotent_reply",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_schedule_run_open",
                schema: "portal",
                table: "schedule_run",
                column: "schedule",
                filter: "state in ('Asked', 'Running')");

            migrationBuilder.CreateIndex(
                name: "ix_schedule_run_schedule_created_at",
                schema: "portal",
                table: "schedule_run",
                columns: new[] { "schedule", "created_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "idempotent_reply",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "schedule_run",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "schedule_state",
                schema: "portal");

            migrationBuilder.DropColumn(
                name: "capacity",
                schema: "portal",
                table: "node");

            migrationBuilder.DropColumn(
                name: "cpu",
                schema: "portal",
                table: "node");

            migrationBuilder.DropColumn(
                name: "draining_by",
                schema: "portal",
                table: "node");

            migrationBuilder.DropColumn(
                name: "draining_since",
                schema: "portal",
                table: "node");

            migrationBuilder.DropColumn(
                name: "draining_why",
                schema: "portal",
                table: "node");

            migrationBuilder.DropColumn(
                name: "memory_bytes",
                schema: "portal",
                table: "node");
        }
    }
}
