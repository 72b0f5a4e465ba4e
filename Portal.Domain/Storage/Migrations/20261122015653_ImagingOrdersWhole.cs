using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Domain.Storage.Migrations
{
    /// <inheritdoc />
    public partial class ImagingOrdersWhole : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "attempt",
                schema: "portal",
                table: "imaging_order",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<string>(
                name: "description",
                schema: "portal",
                table: "imaging_order",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "foreign_uuid",
                schema: "portal",
                table: "imaging_order",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_foreign",
                schema: "portal",
                table: "imaging_order",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "last_row",
                schema: "portal",
                table: "imaging_order",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "metadata",
                schema: "portal",
                table: "imaging_order",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.AddColumn<string>(
                name: "odd_destination",
                schema: "portal",
                table: "imaging_order",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "oddities",
                schema: "portal",
                table: "imaging_order",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "stage",
                schema: "portal",
                table: "imaging_order",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "stage_at",
                schema: "portal",
                table: "imaging_order",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "started_at",
                schema: "portal",
                table: "imaging_order",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "started_row",
                schema: "portal",
                table: "imaging_order",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "watch_id",
                schema: "portal",
                table: "imaging_order",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "format",
                schema: "portal",
                table: "imaging_order",
                type: "text",
                nullable: true,
                computedColumnSql: "lower(substring(paths->>0 from '(\\.[A-Za-z0-9]+)(#.*)?$'))",
                stored: true);

            migrationBuilder.AddColumn<string>(
                name: "search_text",
                schema: "portal",
                table: "imaging_order",
                type: "text",
                nullable: true,
                computedColumnSql: "lower(left(group_name || ' ' || user_name || ' ' || id::text || ' ' || coalesce(foreign_uuid, '') || ' ' || (paths::text), 20000))",
                stored: true);

            migrationBuilder.CreateTable(
                name: "imaging_order_file",
                schema: "portal",
                columns: table => new
                {
                    order_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    objects = table.Column<string>(type: "jsonb", nullable: false),
                    filesets = table.Column<string>(type: "jsonb", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    log = table.Column<string>(type: "text", nullable: true),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    converted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_imaging_order_file", x => new { x.order_id, x.position });
                    table.ForeignKey(
                        name: "fk_imaging_order_file_order_id",
                        column: x => x.order_id,
                        principalSchema: "portal",
                        principalTable: "imaging_order",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

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

            migrationBuilder.CreateTable(
                name: "watched_folder",
                schema: "portal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    group_name = table.Column<string>(type: "text", nullable: false),
                    folder = table.Column<string>(type: "text", nullable: false),
                    user_name = table.Column<string>(type: "text", nullable: false),
                    destination_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    destination_id = table.Column<long>(type: "bigint", nullable: false),
                    quiet_for = table.Column<TimeSpan>(type: "interval", nullable: false),
                    marker = table.Column<string>(type: "text", nullable: true),
                    include = table.Column<string>(type: "jsonb", nullable: false),
                    exclude = table.Column<string>(type: "jsonb", nullable: false),
                    parameters = table.Column<string>(type: "jsonb", nullable: false),
                    hold = table.Column<bool>(type: "boolean", nullable: false),
                    priority = table.Column<int>(type: "integer", nullable: false),
                    take_old = table.Column<bool>(type: "boolean", nullable: false),
                    paused_because = table.Column<string>(type: "text", nullable: true),
                    created_by_id = table.Column<string>(type: "text", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    looked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    problem = table.Column<string>(type: "text", nullable: true),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_watched_folder", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "watched_path",
                schema: "portal",
                columns: table => new
                {
                    watch_id = table.Column<Guid>(type: "uuid", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    modified_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    unchanged_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    why = table.Column<string>(type: "text", nullable: true),
                    order_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_watched_path", x => new { x.watch_id, x.path });
                    table.ForeignKey(
                        name: "fk_watched_path_watch_id",
                        column: x => x.watch_id,
                        principalSchema: "portal",
                        principalTable: "watched_folder",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_imaging_order_container_created_at_id",
                schema: "portal",
                table: "imaging_order",
                columns: new[] { "container", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_imaging_order_ended_at",
                schema: "portal",
                table: "imaging_order",
                column: "ended_at");

            migrationBuilder.CreateIndex(
                name: "ix_imaging_order_format_created_at_id",
                schema: "portal",
                table: "imaging_order",
                columns: new[] { "format", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_imaging_order_last_row",
                schema: "portal",
                table: "imaging_order",
                column: "last_row",
                filter: "last_row IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_imaging_order_paths",
                schema: "portal",
                table: "imaging_order",
                column: "paths")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_imaging_order_search_text",
                schema: "portal",
                table: "imaging_order",
                column: "search_text")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_imaging_order_state_created_at_id",
                schema: "portal",
                table: "imaging_order",
                columns: new[] { "state", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_imaging_order_user_name_created_at_id",
                schema: "portal",
                table: "imaging_order",
                columns: new[] { "user_name", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_imaging_order_watch_id_created_at_id",
                schema: "portal",
                table: "imaging_order",
                columns: new[] { "watch_id", "created_at", "id" },
                filter: "watch_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_imaging_order_file_path",
                schema: "portal",
                table: "imaging_order_file",
                column: "path");

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

            migrationBuilder.CreateIndex(
                name: "ix_watched_folder_group_name_folder",
                schema: "portal",
                table: "watched_folder",
                columns: new[] { "group_name", "folder" });

            migrationBuilder.CreateIndex(
                name: "ix_watched_path_watch_id_state_seen_at",
                schema: "portal",
                table: "watched_path",
                columns: new[] { "watch_id", "state", "seen_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "imaging_order_file",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "order_draft",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "order_template",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "watched_path",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "watched_folder",
                schema: "portal");

            migrationBuilder.DropIndex(
                name: "ix_imaging_order_container_created_at_id",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropIndex(
                name: "ix_imaging_order_ended_at",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropIndex(
                name: "ix_imaging_order_format_created_at_id",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropIndex(
                name: "ix_imaging_order_last_row",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropIndex(
                name: "ix_imaging_order_paths",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropIndex(
                name: "ix_imaging_order_search_text",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropIndex(
                name: "ix_imaging_order_state_created_at_id",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropIndex(
                name: "ix_imaging_order_user_name_created_at_id",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropIndex(
                name: "ix_imaging_order_watch_id_created_at_id",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropColumn(
                name: "format",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropColumn(
                name: "search_text",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropColumn(
                name: "attempt",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropColumn(
                name: "description",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropColumn(
                name: "foreign_uuid",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropColumn(
                name: "is_foreign",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropColumn(
                name: "last_row",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropColumn(
                name: "metadata",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropColumn(
                name: "odd_destination",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropColumn(
                name: "oddities",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropColumn(
                name: "stage",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropColumn(
                name: "stage_at",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropColumn(
                name: "started_at",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropColumn(
                name: "started_row",
                schema: "portal",
                table: "imaging_order");

            migrationBuilder.DropColumn(
                name: "watch_id",
                schema: "portal",
                table: "imaging_order");
        }
    }
}
