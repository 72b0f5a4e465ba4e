namespace Portal.Shell.Demo;

/// <summary>The companion of a demonstration cannot be used; the message says why and what to do.</summary>
public sealed class DemoCompanionException(string message, Exception? innerException = null) : Exception(message, innerException);
