using System.Diagnostics;
using Npgsql;

namespace Portal.Bench.Catalogues;

/// <summary>The least an import could do: read what it reads, once, and copy rows of the size it copies.</summary>
internal sealed record ReadAndCopy(TimeSpan Read, TimeSpan Copy, int Files, double TableMegabytes)
{
    private static readonly string[] Tables = ["genome_snapshot", "genome_annotations", "genome_files"];
    private static readonly string[] Parsed = ["_cog_summary.tsv", "_kegg_classes.tsv", "_kegg_modules.tsv", "geneclusters.txt"];

    public static async Task<ReadAndCopy> MeasureAsync(string connectionString, Guid generation, string website, CancellationToken cancellationToken)
    {
        var (files, bytes, buffer) = (0, 0L, new byte[1 << 20]);
        var from = Stopwatch.GetTimestamp();
        foreach (var genome in Directory.EnumerateDirectories(website))
        {
            foreach (var file in new DirectoryInfo(genome).EnumerateFiles("*", SearchOption.AllDirectories))
            {
                files++;
                var table = Array.Exists(Parsed, p => file.Name.EndsWith(p, StringComparison.Ordinal));
                if (table || file.Extension == ".json")
                {
                    using var stream = file.OpenRead();
                    for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
                    {
                        bytes += table ? read : 0;
                    }
                }
                else
                {
                    _ = file.Length;
                }
            }
        }

        var took = Stopwatch.GetElapsedTime(from);
        return new(took, await CopyAsync(connectionString, generation, cancellationToken), files, bytes / 1e6);
    }

    private static async Task<TimeSpan> CopyAsync(string connectionString, Guid generation, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var total = TimeSpan.Zero;
        foreach (var table in Tables)
        {
            await using (var make = new NpgsqlCommand($"DROP TABLE IF EXISTS portal.bench_copy; CREATE TABLE portal.bench_copy (LIKE portal.{table} INCLUDING ALL)", connection))
            {
                await make.ExecuteNonQueryAsync(cancellationToken);
            }

            var rows = Path.GetTempFileName();
            await using (var file = File.Create(rows))
            {
                await using var export = await connection.BeginRawBinaryCopyAsync($"COPY (SELECT * FROM portal.{table} WHERE generation = '{generation}') TO STDOUT (FORMAT BINARY)", cancellationToken);
                await export.CopyToAsync(file, cancellationToken);
            }

            await using (var file = File.OpenRead(rows))
            {
                var from = Stopwatch.GetTimestamp();
                await using (var import = await connection.BeginRawBinaryCopyAsync("COPY portal.bench_copy FROM STDIN (FORMAT BINARY)", cancellationToken))
                {
                    await file.CopyToAsync(import, cancellationToken);
                }

                total += Stopwatch.GetElapsedTime(from);
            }

            File.Delete(rows);
        }

        await using var drop = new NpgsqlCommand("DROP TABLE portal.bench_copy", connection);
        await drop.ExecuteNonQueryAsync(cancellationToken);
        return total;
    }
}
