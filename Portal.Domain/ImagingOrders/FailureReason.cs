using System.Text.RegularExpressions;

namespace Portal.Domain.ImagingOrders;

/// <summary>What made an order fail.</summary>
public enum FailureKind
{
    /// <summary>Nobody here knows the text.</summary>
    Unknown,
    Files,
    NoFiles,
    Conversion,
    UserOrGroup,
    Connection,
    InvalidOrder,
    WorkersBroken,
    DaemonRestarted,
    Crashed,
    Cancelled,
}

/// <summary>Why an order failed, in words, read from the text the importer left.</summary>
/// <param name="Raw">The text itself.</param>
/// <param name="FailedFiles">Where the text names them: only these need to be ordered again.</param>
public sealed partial record FailureReason(FailureKind Kind, string Sentence, string Advice, string? Raw, IReadOnlyList<string> FailedFiles)
{
    public static FailureReason Of(string? raw)
    {
        if (string.IsNullOrWhiteSpace(raw))
        {
            return new(FailureKind.DaemonRestarted, "The importer was restarted while the order waited or ran; it ends such orders without a word.",
                "Look in OMERO which files are already there, then retry.", raw, []);
        }

        if (Files().Match(raw) is { Success: true } files)
        {
            var failed = PythonWords.ReadList(files.Groups["files"].Value);
            return failed.Count > 0
                ? new(FailureKind.Files, $"OMERO did not take {(failed.Count == 1 ? "one file" : $"{failed.Count:N0} files")}.", "Check that the files are whole and readable; the import log tells more. A retry orders only these again.", raw, failed)
                : new(FailureKind.NoFiles, "The order failed without naming a file: it had none, or a parameter of its conversion was no text.", "Make the order again.", raw, []);
        }

        return raw switch
        {
            _ when raw.StartsWith(FailureText.Incomplete, StringComparison.Ordinal) =>
                new(FailureKind.InvalidOrder, $"Its conversion cannot be run: {raw[FailureText.Incomplete.Length..]}.", "Make the order again with its conversion corrected.", raw, []),
            _ when raw.StartsWith("Preprocessing failed", StringComparison.Ordinal) =>
                new(FailureKind.Conversion, "The conversion failed, so nothing was imported.", "See the container’s log. Retry once the file is whole or the conversion is corrected.", raw, []),
            _ when Person().IsMatch(raw) =>
                new(FailureKind.UserOrGroup, "OMERO knew the person or the group not, or did not let the importer act for them. The importer says the same when a parameter of the conversion is empty.",
                    "Check that the login and the group exist in OMERO and belong together.", raw, []),
            _ when raw.StartsWith("OMERO connection problem", StringComparison.Ordinal) =>
                new(FailureKind.Connection, "The importer could not reach OMERO in five tries.", "Retry when OMERO answers again.", raw, []),
            _ when raw.Contains("process pool is not usable anymore", StringComparison.Ordinal) =>
                new(FailureKind.WorkersBroken, "One of the importer’s workers was killed; since then it fails every order.", "Somebody must restart the importer. Retry after that.", raw, []),
            _ when Type().Match(raw) is { Success: true } type =>
                new(FailureKind.InvalidOrder, $"The importer refused the order: images go into a Dataset or a Screen, not into “{type.Groups["value"].Value}”.", "Make the order again with another destination.", raw, []),
            _ when Id().Match(raw) is { Success: true } id =>
                new(FailureKind.InvalidOrder, $"The importer refused the order: “{id.Groups["value"].Value}” is no id of a Dataset or Screen.", "Make the order again with another destination.", raw, []),
            _ when raw.StartsWith("Error processing order", StringComparison.Ordinal) || raw.StartsWith("Missing required attributes", StringComparison.Ordinal) =>
                new(FailureKind.InvalidOrder, "The importer refused the order.", "Its own words say why; make the order again.", raw, []),
            _ when raw.StartsWith("Exception during import", StringComparison.Ordinal) || raw.StartsWith("Import failed. Please retry", StringComparison.Ordinal) =>
                new(FailureKind.Crashed, "The importer met an error it did not expect.", "Retry; if it fails again, its log must be read.", raw, []),
            FailureText.Cancelled => new(FailureKind.Cancelled, "Somebody cancelled it while it was worked on.", "What was imported before stays in OMERO. A retry orders only the rest.", raw, []),
            _ => new(FailureKind.Unknown, "The importer says it failed, in words the portal does not know.", "Read its own words, and its log.", raw, []),
        };
    }

    [GeneratedRegex(@"^Import failed for data package .* Failed files: (?<files>\[.*\])\s*$", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Files();

    [GeneratedRegex(@"^User '.*' or group '.*' not recognized", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Person();

    [GeneratedRegex(@"^Error processing order .*Invalid 'DestinationType' value: (?<value>.*)\. Must be one of", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Type();

    [GeneratedRegex(@"^Error processing order .*'DestinationID' must be a valid integer, got: (?<value>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Id();
}
