using System;
using Microsoft.EntityFrameworkCore.Migrations;
using NpgsqlTypes;

#nullable disable

namespace Portal.Domain.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Accounts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_membership_person_id_scope",
                schema: "portal",
                table: "membership");

            migrationBuilder.DropIndex(
                name: "ix_audit_entry_at",
                schema: "portal",
                table: "audit_entry");

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

            migrationBuilder.AddColumn<NpgsqlTsVector>(
                name: "words",
                schema: "portal",
                table: "audit_entry",
                type: "tsvector",
                nullable: false,
                computedColumnSql: "to_tsvector('simple', regexp_replace(actor_name || ' ' || action || ' ' || subject || ' ' || scope || ' ' || coalesce(why, ''), '[^0-9A-Za-z\\u0080-\\uffff]+', ' ', 'g'))",
                stored: true);

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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
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
                name: "words",
                schema: "portal",
                table: "audit_entry");

            migrationBuilder.DropColumn(
                name: "disabled_because",
                schema: "portal",
                table: "person");

            migrationBuilder.DropColumn(
                name: "last_sign_in_at",
                schema: "portal",
                table: "person");

            migrationBuilder.DropColumn(
                name: "source",
                schema: "portal",
                table: "membership");

            migrationBuilder.DropColumn(
                name: "revoked_because",
                schema: "portal",
                table: "api_key");

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
