using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Portal.Domain.Storage.Migrations
{
    /// <inheritdoc />
    public partial class EngineWhole : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_run_queue",
                schema: "portal",
                table: "run");

            migrationBuilder.AlterTable(
                name: "run_step",
                schema: "portal")
                .Annotation("Npgsql:StorageParameter:fillfactor", 80);

            migrationBuilder.AlterTable(
                name: "run_sequence",
                schema: "portal")
                .Annotation("Npgsql:StorageParameter:fillfactor", 50);

            migrationBuilder.AlterTable(
                name: "run",
                schema: "portal")
                .Annotation("Npgsql:StorageParameter:fillfactor", 80);

            migrationBuilder.AddColumn<Guid>(
                name: "last_write",
                schema: "portal",
                table: "run_sequence",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "question",
                schema: "portal",
                table: "run",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "wait_kind",
                schema: "portal",
                table: "run",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "waiting_key",
                schema: "portal",
                table: "run",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "outside_event",
                schema: "portal",
                columns: table => new
                {
                    key = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    payload = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outside_event", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "outside_intent",
                schema: "portal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    payload = table.Column<string>(type: "jsonb", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    outcome = table.Column<string>(type: "jsonb", nullable: true),
                    looks = table.Column<int>(type: "integer", nullable: false),
                    looked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outside_intent", x => x.id);
                    table.ForeignKey(
                        name: "fk_outside_intent_run_id",
                        column: x => x.run_id,
                        principalSchema: "portal",
                        principalTable: "run",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "outside_rate",
                schema: "portal",
                columns: table => new
                {
                    system = table.Column<string>(type: "text", nullable: false),
                    per_second = table.Column<double>(type: "double precision", nullable: false),
                    burst = table.Column<double>(type: "double precision", nullable: false),
                    left = table.Column<double>(type: "double precision", nullable: false),
                    filled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outside_rate", x => x.system);
                });

            migrationBuilder.CreateTable(
                name: "run_answer",
                schema: "portal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    step = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    answer = table.Column<string>(type: "jsonb", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by_id = table.Column<string>(type: "text", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_run_answer", x => x.id);
                    table.ForeignKey(
                        name: "fk_run_answer_run_id",
                        column: x => x.run_id,
                        principalSchema: "portal",
                        principalTable: "run",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "run_batch",
                schema: "portal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    kind = table.Column<string>(type: "text", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    scope = table.Column<string>(type: "text", nullable: false),
                    why = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by_id = table.Column<string>(type: "text", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false),
                    taken = table.Column<int>(type: "integer", nullable: false),
                    skipped = table.Column<int>(type: "integer", nullable: false),
                    cancelled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    cancelled_by = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_run_batch", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "run_batch_item",
                schema: "portal",
                columns: table => new
                {
                    batch_id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    skipped_because = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_run_batch_item", x => new { x.batch_id, x.run_id });
                    table.ForeignKey(
                        name: "fk_run_batch_item_batch_id",
                        column: x => x.batch_id,
                        principalSchema: "portal",
                        principalTable: "run_batch",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_run_batch_item_run_id",
                        column: x => x.run_id,
                        principalSchema: "portal",
                        principalTable: "run",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_run_origin_id",
                schema: "portal",
                table: "run",
                column: "origin_id",
                filter: "origin_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_run_parent_id",
                schema: "portal",
                table: "run",
                column: "parent_id",
                filter: "parent_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_run_queue",
                schema: "portal",
                table: "run",
                columns: new[] { "workflow", "priority", "queued_at", "number" },
                descending: new[] { false, true, false, false },
                filter: "state = 'Queued'");

            migrationBuilder.CreateIndex(
                name: "ix_run_waiting_key",
                schema: "portal",
                table: "run",
                column: "waiting_key",
                filter: "state = 'Waiting' and waiting_key is not null");

            migrationBuilder.CreateIndex(
                name: "ix_outside_event_at",
                schema: "portal",
                table: "outside_event",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_outside_intent_open",
                schema: "portal",
                table: "outside_intent",
                column: "looked_at",
                filter: "state = 'Open'");

            migrationBuilder.CreateIndex(
                name: "ix_outside_intent_run_id_kind_key",
                schema: "portal",
                table: "outside_intent",
                columns: new[] { "run_id", "kind", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_run_answer_run_id_attempt_step_name",
                schema: "portal",
                table: "run_answer",
                columns: new[] { "run_id", "attempt", "step", "name" });

            migrationBuilder.CreateIndex(
                name: "ix_run_batch_number",
                schema: "portal",
                table: "run_batch",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_run_batch_item_run_id",
                schema: "portal",
                table: "run_batch_item",
                column: "run_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "outside_event",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "outside_intent",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "outside_rate",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "run_answer",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "run_batch_item",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "run_batch",
                schema: "portal");

            migrationBuilder.DropIndex(
                name: "ix_run_origin_id",
                schema: "portal",
                table: "run");

            migrationBuilder.DropIndex(
                name: "ix_run_parent_id",
                schema: "portal",
                table: "run");

            migrationBuilder.DropIndex(
                name: "ix_run_queue",
                schema: "portal",
                table: "run");

            migrationBuilder.DropIndex(
                name: "ix_run_waiting_key",
                schema: "portal",
                table: "run");

            migrationBuilder.DropColumn(
                name: "last_write",
                schema: "portal",
                table: "run_sequence");

            migrationBuilder.DropColumn(
                name: "question",
                schema: "portal",
                table: "run");

            migrationBuilder.DropColumn(
                name: "wait_kind",
                schema: "portal",
                table: "run");

            migrationBuilder.DropColumn(
                name: "waiting_key",
                schema: "portal",
                table: "run");

            migrationBuilder.AlterTable(
                name: "run_step",
                schema: "portal")
                .OldAnnotation("Npgsql:StorageParameter:fillfactor", 80);

            migrationBuilder.AlterTable(
                name: "run_sequence",
                schema: "portal")
                .OldAnnotation("Npgsql:StorageParameter:fillfactor", 50);

            migrationBuilder.AlterTable(
                name: "run",
                schema: "portal")
                .OldAnnotation("Npgsql:StorageParameter:fillfactor", 80);

            migrationBuilder.CreateIndex(
                name: "ix_run_queue",
                schema: "portal",
                table: "run",
                columns: new[] { "priority", "queued_at" },
                descending: new[] { true, false },
                filter: "state = 'Queued'");
        }
    }
}
