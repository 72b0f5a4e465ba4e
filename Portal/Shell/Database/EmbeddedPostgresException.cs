namespace Portal.Shell.Database;

/// <summary>The private PostgreSQL cannot be used; the message says why and what to do.</summary>
public sealed class EmbeddedPostgresException(string message, Exception? innerException = null)
    : Exception(message, innerException);
