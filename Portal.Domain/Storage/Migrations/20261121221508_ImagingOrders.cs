using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Domain.Storage.Migrations
{
    /// <inheritdoc />
    public partial class ImagingOrders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "imaging_order",
                schema: "portal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    group_name = table.Column<string>(type: "text", nullable: false),
                    user_name = table.Column<string>(type: "text", nullable: false),
                    destination_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    destination_id = table.Column<long>(type: "bigint", nullable: false),
                    paths = table.Column<string>(type: "jsonb", nullable: false),
                    conversion = table.Column<string>(type: "text", nullable: true),
                    container = table.Column<string>(type: "text", nullable: true),
                    parameters = table.Column<string>(type: "jsonb", nullable: false),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    held_because = table.Column<string>(type: "text", nullable: true),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    priority = table.Column<int>(type: "integer", nullable: false),
                    retry_of = table.Column<Guid>(type: "uuid", nullable: true),
                    first_row = table.Column<long>(type: "bigint", nullable: true),
                    created_by_id = table.Column<string>(type: "text", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    submitted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_imaging_order", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_imaging_order_created_at_id",
                schema: "portal",
                table: "imaging_order",
                columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_imaging_order_group_name_created_at_id",
                schema: "portal",
                table: "imaging_order",
                columns: new[] { "group_name", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_imaging_order_next",
                schema: "portal",
                table: "imaging_order",
                columns: new[] { "priority", "created_at" },
                descending: new[] { true, false },
                filter: "state IN ('Queued', 'Scheduled')");

            migrationBuilder.CreateIndex(
                name: "ix_imaging_order_out",
                schema: "portal",
                table: "imaging_order",
                column: "state",
                filter: "state IN ('Submitting', 'Submitted')");

            migrationBuilder.CreateIndex(
                name: "ix_imaging_order_retry_of",
                schema: "portal",
                table: "imaging_order",
                column: "retry_of");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "imaging_order",
                schema: "portal");
        }
    }
}
