using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.Housekeeping;

/// <summary>Finished runs older than a day, a thousand at a time in the order of their numbers.</summary>
internal sealed class OldRuns(NpgsqlDataSource database)
{
    private const string Finished = "r.state IN ('Succeeded', 'Failed', 'Cancelled') AND r.ended_at < @before";

    /// <param name="and">A further condition over the alias <c>r</c>.</param>
    public async IAsyncEnumerable<Guid[]> ReadAsync(DateTimeOffset before, string and, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (last, ids) = (0L, new List<Guid>());
        do
        {
            ids.Clear();
            await using (var command = database.CreateCommand($"SELECT r.id, r.number FROM portal.run r WHERE r.number > @last AND {Finished} AND {and} ORDER BY r.number LIMIT {Batches.Size}"))
            {
                command.Parameters.AddWithValue("last", last);
                command.Parameters.AddWithValue("before", before);
                await using var rows = await command.ExecuteReaderAsync(cancellationToken);
                while (await rows.ReadAsync(cancellationToken))
                {
                    ids.Add(rows.GetGuid(0));
                    last = rows.GetInt64(1);
                }
            }

            if (ids.Count > 0)
            {
                yield return [.. ids];
            }
        }
        while (ids.Count == Batches.Size);
    }

    /// <summary>Removes these runs with all that belongs to them, unless one was retried or referred to meanwhile.</summary>
    /// <returns>How many runs went, and the keys of the files they leave behind.</returns>
    public async Task<(int Runs, IReadOnlyList<string> Files)> DeleteAsync(Guid[] ids, string and, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var choose = new NpgsqlCommand($"SELECT r.id FROM portal.run r WHERE r.id = ANY (@ids) AND {Finished} AND {and} FOR UPDATE SKIP LOCKED", connection, transaction);
        choose.Parameters.AddWithValue("ids", ids);
        choose.Parameters.AddWithValue("before", before);
        var going = (await ListAsync<Guid>(choose, cancellationToken)).ToArray();
        await using var look = new NpgsqlCommand("SELECT storage_key FROM portal.run_artifact WHERE run_id = ANY (@ids)", connection, transaction);
        look.Parameters.AddWithValue("ids", going);
        var files = await ListAsync<string>(look, cancellationToken);
        await using var delete = new NpgsqlCommand("DELETE FROM portal.run WHERE id = ANY (@ids)", connection, transaction);
        delete.Parameters.AddWithValue("ids", going);
        await delete.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (going.Length, files);
    }

    /// <summary>
    /// Nothing may point at a run that goes: neither another run nor any column called …_run_id of a table that is not the run's own.
    /// Read from the model, so that a slice cannot forget to say so.
    /// </summary>
    public static string NotReferredTo(PortalDbContext db)
    {
        var runs = db.Model.FindEntityType(typeof(Run))!;
        var pointers = from entity in db.Model.GetEntityTypes()
                       where !entity.GetForeignKeys().Any(k => k.PrincipalEntityType == runs && k.DeleteBehavior == DeleteBehavior.Cascade)
                       from property in entity.GetProperties()
                       where property.ClrType == typeof(Guid) || property.ClrType == typeof(Guid?)
                       where property.Name.EndsWith("RunId", StringComparison.Ordinal) || (entity == runs && property.Name is nameof(Run.ParentId) or nameof(Run.OriginId))
                       select $"NOT EXISTS (SELECT 1 FROM portal.{entity.GetTableName()} p WHERE p.{property.GetColumnName()} = r.id)";
        return string.Join(" AND ", pointers);
    }

    private static async Task<List<T>> ListAsync<T>(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var list = new List<T>();
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            list.Add(rows.GetFieldValue<T>(0));
        }

        return list;
    }
}
