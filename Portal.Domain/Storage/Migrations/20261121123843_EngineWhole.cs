using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;
using NpgsqlTypes;

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

            migrationBuilder.DropIndex(
                name: "ix_membership_person_id_scope",
                schema: "portal",
                table: "membership");

            migrationBuilder.DropIndex(
                name: "ix_audit_entry_at",
                schema: "portal",
                table: "audit_entry");

            migrationBuilder.AlterDatabase()
                .Annotation("Npgsql:PostgresExtension:pg_trgm", ",,");

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

            migrationBuilder.AddColumn<string>(
                name: "disabled_because",
                schema: "portal",
                table: "person",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "last_sign_in_at",
                schema: "portal",
                table: "person",
                type: "timestamp with time zone",
                nullable: true);

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

            migrationBuilder.AddColumn<string>(
                name: "source",
                schema: "portal",
                table: "membership",
                type: "text",
                nullable: false,
                defaultValue: "Manual");

            migrationBuilder.AddColumn<string>(
                name: "revoked_because",
                schema: "portal",
                table: "api_key",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<TimeSpan>(
                name: "took",
                schema: "portal",
                table: "run",
                type: "interval",
                nullable: true,
                computedColumnSql: "ended_at - started_at",
                stored: true);

            migrationBuilder.AddColumn<NpgsqlTsVector>(
                name: "words",
                schema: "portal",
                table: "audit_entry",
                type: "tsvector",
                nullable: false,
                computedColumnSql: "to_tsvector('simple', regexp_replace(actor_name || ' ' || action || ' ' || subject || ' ' || scope || ' ' || coalesce(why, ''), '[^0-9A-Za-z\\u0080-\\uffff]+', ' ', 'g'))",
                stored: true);

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

            migrationBuilder.CreateIndex(
                name: "ix_run_waiting_key",
                schema: "portal",
                table: "run",
                column: "waiting_key",
                filter: "state = 'Waiting' and waiting_key is not null");

            migrationBuilder.CreateIndex(
                name: "ix_membership_person_id_scope_source",
                schema: "portal",
                table: "membership",
                columns: new[] { "person_id", "scope", "source" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_audit_entry_action_at",
                schema: "portal",
                table: "audit_entry",
                columns: new[] { "action", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entry_actor_id_at",
                schema: "portal",
                table: "audit_entry",
                columns: new[] { "actor_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entry_at_id",
                schema: "portal",
                table: "audit_entry",
                columns: new[] { "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entry_scope_at",
                schema: "portal",
                table: "audit_entry",
                columns: new[] { "scope", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entry_words",
                schema: "portal",
                table: "audit_entry",
                column: "words")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_idempotent_reply_created_at",
                schema: "portal",
                table: "idempotent_reply",
                column: "created_at");

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
                name: "schedule_run",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "schedule_state",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "run_batch",
                schema: "portal");

            migrationBuilder.DropIndex(
                name: "ix_run_created_at",
                schema: "portal",
                table: "run");

            migrationBuilder.DropIndex(
                name: "ix_run_ended_at",
                schema: "portal",
                table: "run");

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
                name: "ix_run_subject",
                schema: "portal",
                table: "run");

            migrationBuilder.DropIndex(
                name: "ix_run_took_number",
                schema: "portal",
                table: "run");

            migrationBuilder.DropIndex(
                name: "ix_run_waiting_key",
                schema: "portal",
                table: "run");

            migrationBuilder.DropIndex(
                name: "ix_membership_person_id_scope_source",
                schema: "portal",
                table: "membership");

            migrationBuilder.DropIndex(
                name: "ix_audit_entry_action_at",
                schema: "portal",
                table: "audit_entry");

            migrationBuilder.DropIndex(
                name: "ix_audit_entry_actor_id_at",
                schema: "portal",
                table: "audit_entry");

            migrationBuilder.DropIndex(
                name: "ix_audit_entry_at_id",
                schema: "portal",
                table: "audit_entry");

            migrationBuilder.DropIndex(
                name: "ix_audit_entry_scope_at",
                schema: "portal",
                table: "audit_entry");

            migrationBuilder.DropIndex(
                name: "ix_audit_entry_words",
                schema: "portal",
                table: "audit_entry");

            migrationBuilder.DropColumn(
                name: "took",
                schema: "portal",
                table: "run");

            migrationBuilder.DropColumn(
                name: "words",
                schema: "portal",
                table: "audit_entry");

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

            migrationBuilder.DropColumn(
                name: "disabled_because",
                schema: "portal",
                table: "person");

            migrationBuilder.DropColumn(
                name: "last_sign_in_at",
                schema: "portal",
                table: "person");

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

            migrationBuilder.DropColumn(
                name: "source",
                schema: "portal",
                table: "membership");

            migrationBuilder.DropColumn(
                name: "revoked_because",
                schema: "portal",
                table: "api_key");

            migrationBuilder.AlterDatabase()
                .OldAnnotation("Npgsql:PostgresExtension:pg_trgm", ",,");

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

            migrationBuilder.CreateIndex(
                name: "ix_membership_person_id_scope",
                schema: "portal",
                table: "membership",
                columns: new[] { "person_id", "scope" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_audit_entry_at",
                schema: "portal",
                table: "audit_entry",
                column: "at");
        }
    }
}
