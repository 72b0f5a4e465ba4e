namespace Portal.Jobs.GwoManifests;

/// <summary>The file is no table at all; the message says what it seems to be and what to do.</summary>
public sealed class UnreadableManifestException(string sentence, Exception? cause = null) : Exception(sentence, cause);
