using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Administration;

/// <summary>Writes the audit log out while it is read, as a table or as JSON lines; that it was taken is an entry itself.</summary>
public sealed class AuditExport(AuditQueries queries, IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    private static readonly string[] Columns = ["at", "actor_id", "actor", "via", "address", "action", "subject_key", "subject", "scope", "before", "after", "why"];

    /// <exception cref="RuleException">There is no such format.</exception>
    public static (string ContentType, string Extension) FormatOf(string? format) => format switch
    {
        null or "csv" => ("text/csv; charset=utf-8", "csv"),
        "jsonl" => ("application/jsonl; charset=utf-8", "jsonl"),
        _ => throw new RuleException("format", $"“{format}” is no format of an export; use csv or jsonl.", 400),
    };

    /// <summary>Checked and noted before the first byte, so that a refusal can still be one.</summary>
    public async Task NoteAsync(AuditFilter filter, string extension, Actor by, CancellationToken cancellationToken)
    {
        await queries.ListAsync(filter, cursor: null, 1, by, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.AuditEntries.Add(AuditEntry.Of(by, clock.GetUtcNow(), "audit.export", "audit", "Audit log", Scopes.Everything, after: new { Format = extension, Filter = filter.ToQuery() }));
        await db.SaveChangesAsync(cancellationToken);
    }

    public async Task WriteAsync(AuditFilter filter, string extension, Actor by, Stream to, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        if (extension == "csv")
        {
            await writer.WriteLineAsync(string.Join(',', Columns));
        }

        await foreach (var row in queries.AllAsync(filter, by, cancellationToken))
        {
            await writer.WriteLineAsync(extension == "csv" ? Line(row) : JsonSerializer.Serialize(row, RunParameters.Json));
        }
    }

    private static string Line(AuditRow row) => string.Join(',', new[]
    {
        row.At.UtcDateTime.ToString("O"), row.ActorId, row.ActorName, row.Via, row.Address, row.Action, row.SubjectKey, row.Subject, row.Scope,
        row.Before?.GetRawText(), row.After?.GetRawText(), row.Why,
    }.Select(Cell));

    // A table program would take a text that begins like a formula for one.
    private static string Cell(string? text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text ?? "";
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"")}\"";
    }
}
