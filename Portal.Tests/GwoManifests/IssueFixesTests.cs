using Portal.Domain.GwoManifests;
using Portal.GwoManifests;

namespace Portal.Tests.GwoManifests;

public sealed class IssueFixesTests
{
    [Theory]
    [InlineData(IssueCodes.DataType, "gvcf", "Did you mean gVCF or gVCF Index?", "gVCF|gVCF Index")]
    [InlineData(IssueCodes.UnknownBiospecimen, "BS_AAAA0002", "Nearest: BS_AAAA0001, BS_AAAA0003", "BS_AAAA0001|BS_AAAA0003")]
    [InlineData(IssueCodes.NotInS3, "s3://b/a.GZ", "There is s3://b/a.gz", "s3://b/a.gz")]
    [InlineData(IssueCodes.MalformedId, "BS_OVVZPRTB", "O is never used", "BS_0VVZPRTB")]
    [InlineData(IssueCodes.MalformedId, "bs_tEST0001", null, "BS_TEST0001")]
    [InlineData(IssueCodes.MalformedId, "nonsense", "It has another length", "")]
    [InlineData(IssueCodes.Blank, "", "Fill in the path", "")]
    public void What_a_hint_names_is_what_is_proposed(string code, string value, string? hint, string proposals) =>
        string.Join('|', IssueFixes.Of(code, new IssueValue(value, 1, "", null, hint))).ShouldBe(proposals);
}
