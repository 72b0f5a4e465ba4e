namespace Portal.Shell.Extensions;

/// <summary>An extension that is configured cannot be used; the message says which, why and what to do.</summary>
public sealed class ExtensionException(string message, Exception? cause = null) : Exception(message, cause);
