using Npgsql;
using NpgsqlTypes;

namespace Portal.Jobs.Runs;

/// <summary>Rows as arrays, one parameter a column, for a statement that takes them apart with <c>unnest</c>.</summary>
internal sealed class Rows<T>(string sql, IReadOnlyList<T> rows)
{
    public NpgsqlBatchCommand Command { get; } = new(sql);

    public Rows<T> Uuid(string name, Func<T, Guid?> of) => Column(name, NpgsqlDbType.Uuid, r => of(r));

    public Rows<T> Text(string name, Func<T, string?> of) => Column(name, NpgsqlDbType.Text, r => Storable(of(r)));

    public Rows<T> Int(string name, Func<T, int> of) => Column(name, NpgsqlDbType.Integer, r => of(r));

    public Rows<T> Long(string name, Func<T, long?> of) => Column(name, NpgsqlDbType.Bigint, r => of(r));

    public Rows<T> Double(string name, Func<T, double?> of) => Column(name, NpgsqlDbType.Double, r => of(r));

    public Rows<T> Time(string name, Func<T, DateTimeOffset?> of) => Column(name, NpgsqlDbType.TimestampTz, r => of(r));

    public Rows<T> Value(string name, object value)
    {
        Command.Parameters.AddWithValue(name, value);
        return this;
    }

    private Rows<T> Column(string name, NpgsqlDbType type, Func<T, object?> of)
    {
        var values = new object[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = of(rows[i]) ?? DBNull.Value;
        }

        Command.Parameters.Add(new NpgsqlParameter(name, NpgsqlDbType.Array | type) { Value = values });
        return this;
    }

    // PostgreSQL text cannot hold NUL, and a note may quote anything the outside sent.
    private static string? Storable(string? text) => text is not null && text.Contains('\0') ? text.Replace('\0', '\uFFFD') : text;
}
