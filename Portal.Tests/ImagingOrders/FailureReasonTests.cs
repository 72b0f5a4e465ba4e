using Portal.Domain.ImagingOrders;

namespace Portal.Tests.ImagingOrders;

public sealed class FailureReasonTests
{
    [Theory]
    [InlineData(null, FailureKind.DaemonRestarted)]
    [InlineData("", FailureKind.DaemonRestarted)]
    [InlineData("Preprocessing failed. See container logs for details.", FailureKind.Conversion)]
    [InlineData("User 'ghost' or group 'Demo' not recognized. Contact admin.", FailureKind.UserOrGroup)]
    [InlineData("OMERO connection problem. Retry later; if it repeats, contact admin.", FailureKind.Connection)]
    [InlineData("Import failed. Please retry; if it repeats, contact admin.", FailureKind.Crashed)]
    [InlineData("Exception during import_data_package: 'NoneType' object is not iterable", FailureKind.Crashed)]
    [InlineData("Error processing order 1: A child process terminated abruptly, the process pool is not usable anymore", FailureKind.WorkersBroken)]
    [InlineData("Error processing order 1: Invalid 'DestinationType' value: Project. Must be one of: Screen, Dataset", FailureKind.InvalidOrder)]
    [InlineData("Error processing order 1: 'DestinationID' must be a valid integer, got: abc", FailureKind.InvalidOrder)]
    [InlineData("Missing required attributes in upload order: Group", FailureKind.InvalidOrder)]
    [InlineData("Import failed for data package 1 targeting OMERO 5. Failed files: []", FailureKind.NoFiles)]
    [InlineData("the cat sat on the cable", FailureKind.Unknown)]
    public void Each_text_of_the_importer_is_told_in_words_with_what_to_do(string? raw, FailureKind kind)
    {
        var reason = FailureReason.Of(raw);

        (reason.Kind, reason.Raw).ShouldBe((kind, raw));
        reason.Sentence.ShouldEndWith(".");
        reason.Advice.ShouldEndWith(".");
    }

    [Fact]
    public void The_files_that_failed_are_read_from_the_text_however_they_are_quoted()
    {
        string[] files = ["/data/a b.tif", "/data/it's.tif", "/data/\"both\" it's.tif", "/data/back\\slash.tif", "/data/café.tif"];

        var reason = FailureReason.Of($"Import failed for data package 1 targeting OMERO 5. Failed files: {PythonWords.List(files)}");

        reason.Kind.ShouldBe(FailureKind.Files);
        reason.FailedFiles.ShouldBe(files);
        reason.Sentence.ShouldContain("5 files");
    }

    [Fact]
    public void The_value_that_was_refused_is_named()
    {
        FailureReason.Of("Error processing order 1: Invalid 'DestinationType' value: Project. Must be one of: Dataset, Screen").Sentence.ShouldContain("“Project”");
        FailureReason.Of("Error processing order 1: 'DestinationID' must be a valid integer, got: abc").Sentence.ShouldContain("“abc”");
    }
}
