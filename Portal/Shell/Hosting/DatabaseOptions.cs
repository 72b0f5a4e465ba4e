namespace Portal.Shell.Hosting;

/// <summary>Section <c>Database</c>; the address itself is <c>ConnectionStrings:Portal</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>False: the schema is brought up to date by <c>portal migrate</c> alone.</summary>
    public bool MigrateAtStart { get; set; } = true;

    public int MaxConnections { get; set; } = 60;
}
