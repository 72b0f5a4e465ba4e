namespace Portal.Tests.TaxonFetches;

internal sealed record Report(IReadOnlyList<ReportedRun>? Runs);

internal sealed record ReportedRun(string Run, IReadOnlyList<ReportedFile>? Files);

internal sealed record ReportedFile(string Name, long Bytes, string Md5);
