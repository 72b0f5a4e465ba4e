using Bunit;
using Portal.Domain.GwoManifests;
using Portal.GwoManifests;

namespace Portal.Tests.GwoManifests;

public sealed class StudyRulesPartTests : PartTests
{
    private static readonly IReadOnlyList<RuleDocument> Rules = [.. new[] { IssueCodes.NotInS3, IssueCodes.ChangesRegisteredValue, IssueCodes.DuplicateRow }.Select(c => RuleDocument.Of(IssueCodes.Kind(c), new StudyRules(Study.Id)))];

    [Fact]
    public void What_cannot_be_chosen_says_why_and_what_can_is_written_down()
    {
        var choices = Rules.ToDictionary(r => r.Code, r => r.Severity, StringComparer.Ordinal);
        var table = Render<StudyRulesTable>(p => p.Add(t => t.Rules, Rules).Add(t => t.Choices, choices));

        var selects = table.FindAll("select");
        selects[0].HasAttribute("disabled").ShouldBeTrue();
        table.FindAll("td.full")[0].TextContent.ShouldContain("size and checksum come from S3");
        selects[1].QuerySelectorAll("option").Select(o => o.GetAttribute("value")).ShouldBe(["error", "warning"]);
        selects[2].Change("off");

        choices[IssueCodes.DuplicateRow].ShouldBe("off");
    }
}
