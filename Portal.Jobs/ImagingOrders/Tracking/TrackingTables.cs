using Npgsql;
using Portal.Domain;

namespace Portal.Jobs.ImagingOrders.Tracking;

/// <summary>Which of the columns that came over the years the importer's table has.</summary>
/// <param name="Version">Of the importer's migrations; null where none was written.</param>
public sealed record TrackingShape(bool HasDescription, bool HasImportOptions, string? Version);

/// <summary>The importer's tables. Made only where there are none, in the shape every version of the importer accepts; never changed after that.</summary>
public sealed class TrackingTables(TrackingDatabase database)
{
    // The importer migrates under this lock.
    private const string Lock = "SELECT pg_advisory_xact_lock(hashtext('omeroadi_migrations'))";

    private const string There =
        "SELECT count(*) FILTER (WHERE tablename = 'imports'), count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename IN ('imports', 'imports_preprocessing', 'alembic_version_omeroadi')";

    private const string Create =
        """
        CREATE TABLE public.imports_preprocessing (
            id serial CONSTRAINT imports_preprocessing_pkey PRIMARY KEY,
            container varchar NOT NULL,
            input_file varchar NOT NULL,
            output_folder varchar NOT NULL,
            alt_output_folder varchar,
            extra_params json);
        CREATE TABLE public.imports (
            id serial CONSTRAINT imports_pkey PRIMARY KEY,
            group_name varchar NOT NULL,
            user_name varchar NOT NULL,
            destination_id varchar NOT NULL,
            destination_type varchar NOT NULL,
            stage varchar NOT NULL,
            uuid varchar(36) NOT NULL,
            "timestamp" timestamptz,
            files text NOT NULL,
            file_names text,
            description text,
            preprocessing_id integer CONSTRAINT imports_preprocessing_id_fkey REFERENCES public.imports_preprocessing (id));
        CREATE INDEX ix_imports_user_name ON public.imports (user_name);
        CREATE INDEX ix_imports_uuid ON public.imports (uuid);
        CREATE INDEX imports_ix_uuid_timestamp ON public.imports (uuid, "timestamp");
        CREATE TABLE public.alembic_version_omeroadi (version_num varchar(32) CONSTRAINT alembic_version_omeroadi_pkc PRIMARY KEY);
        INSERT INTO public.alembic_version_omeroadi (version_num) VALUES ('78d3d6d84aec')
        """;

    private const string Columns =
        """
        SELECT coalesce(bool_or(column_name = 'description'), false), coalesce(bool_or(column_name = 'import_options'), false), to_regclass('public.alembic_version_omeroadi') IS NOT NULL
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'imports'
        """;

    private TrackingShape? _shape;

    /// <summary>What there is, made first where there is nothing. Asked once; the importer adds columns only while it is started anew.</summary>
    /// <exception cref="RuleException">Only a part of the tables is there: somebody must look.</exception>
    public async Task<TrackingShape> ShapeAsync(CancellationToken cancellationToken) => _shape ??= await EnsureAsync(cancellationToken);

    private async Task<TrackingShape> EnsureAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        if (!await AreThereAsync(connection, cancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await RunAsync(connection, Lock, cancellationToken);
            if (!await AreThereAsync(connection, cancellationToken))
            {
                await RunAsync(connection, Create, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }

        return await ReadAsync(connection, cancellationToken);
    }

    private static async Task<bool> AreThereAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(There, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (imports, all) = (reader.GetInt64(0), reader.GetInt64(1));
        return imports == 1 || (all > 0 ? throw new RuleException("half-tracking-tables",
            "The importer’s database has only a part of the importer’s tables. Start the importer once so that it makes the rest, or remove what is left over.") : false);
    }

    private static async Task<TrackingShape> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (description, options, versioned) = (false, false, false);
        await using (var command = new NpgsqlCommand(Columns, connection))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            (description, options, versioned) = (reader.GetBoolean(0), reader.GetBoolean(1), reader.GetBoolean(2));
        }

        await using var version = new NpgsqlCommand("SELECT min(version_num) FROM public.alembic_version_omeroadi", connection);
        return new(description, options, versioned ? await version.ExecuteScalarAsync(cancellationToken) as string : null);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
