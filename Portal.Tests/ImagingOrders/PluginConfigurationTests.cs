using Microsoft.Extensions.Options;
using Portal.Domain;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders;
using Portal.Jobs.ImagingOrders.Configuration;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

public sealed class PluginConfigurationTests
{
    [Fact]
    public void The_web_plugins_own_file_says_what_is_shipped_and_where_groups_keep_their_images()
    {
        var read = PluginConfiguration.Read(File.ReadAllText(ImagingFixtures.At("upstream/nl-biomero/biomero-config.json")));

        read.Rules.ByExtension.OrderBy(e => e.Key).ShouldBe(ConversionRules.Shipped.ByExtension.OrderBy(e => e.Key));
        read.Rules.Conversions.Select(c => $"{c.Key} {c.Container} {c.Makes} {string.Join(',', c.Parameters)}").ShouldBe(ConversionRules.Shipped.Conversions.Select(c => $"{c.Key} {c.Container} {c.Makes} {string.Join(',', c.Parameters)}"));
        read.Rules.ExclusivePatterns.ShouldBe(ListingRules.ExclusivePatterns);
        read.GroupFolders.OrderBy(g => g.Key).Select(g => $"{g.Key} {g.Value}").ShouldBe(["Research SharedData", "torectest Project A"]);
        read.Lines.ShouldAllBe(l => l.Fate == SettingFate.Honoured);
    }

    [Fact]
    public void What_is_left_out_is_as_shipped_and_what_means_nothing_is_told_with_the_reason()
    {
        var read = PluginConfiguration.Read("""
            { "PREPROCESSING_CONFIG": { "own": { "container": "lab/own:2", "extra_params": { "level": 3 }, "timeout": 5 } }, "PREPROCESSING_EXTENSION_MAP": { ".CZI": "own" },
              "group_mappings": { "7": { "groupName": "Lab", "folder": "/labs/a/" }, "8": { "groupName": "Out", "folder": "../other" } }, "colour": "blue", /* said by hand */ }
            """);

        read.Rules.Of("x.czi")!.Parameters.ShouldBe([new("level", "3")]);
        (read.Rules.Of("x.lif"), read.Rules.Of("x.czi")!.Makes).ShouldBe((null, null));
        read.GroupFolders.ShouldBe([new("Lab", "labs/a")]);
        read.Lines.Where(l => l.Fate == SettingFate.Ignored).Select(l => l.Key).ShouldBe(["PREPROCESSING_CONFIG:own:timeout", "group_mappings:8", "colour"]);
        read.Lines.Single(l => l.Fate == SettingFate.Default).Key.ShouldBe("FILE_OR_EXTENSION_PATTERNS_EXCLUSIVE");
    }

    [Theory]
    [InlineData("[]", "is no JSON object")]
    [InlineData("{", "is no JSON")]
    [InlineData("""{"PREPROCESSING_CONFIG": []}""", "must be an object")]
    [InlineData("""{"PREPROCESSING_CONFIG": {"a": {}}}""", "without a container")]
    [InlineData("""{"PREPROCESSING_EXTENSION_MAP": {".lif": "gone"}}""", "does not have")]
    [InlineData("""{"FILE_OR_EXTENSION_PATTERNS_EXCLUSIVE": "x"}""", "must be a list")]
    public void A_file_that_makes_no_sense_is_refused_in_words(string json, string words) =>
        Should.Throw<RuleException>(() => PluginConfiguration.Read(json)).Message.ShouldContain(words);

    [Fact]
    public void The_file_is_read_again_when_it_changed_and_what_it_said_counts_while_it_is_broken()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "config.json");
        var (at, configuration) = (new DateTime(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc), new ImagingConfiguration(Options.Create(new ImagingOrderOptions { PluginConfiguration = file })));
        void Write(string groups)
        {
            File.WriteAllText(file, groups);
            File.SetLastWriteTimeUtc(file, at = at.AddSeconds(1));
        }

        Write("""{"group_mappings": {"1": {"groupName": "A", "folder": "a"}}}""");
        configuration.GroupFolders.Keys.ShouldBe(["A"]);
        Write("""{"group_mappings": {"1": {"groupName": "B", "folder": "b"}}}""");
        configuration.GroupFolders.Keys.ShouldBe(["B"]);
        Write("broken");
        configuration.GroupFolders.Keys.ShouldBe(["B"]);
        configuration.Problems.Single().ShouldStartWith($"{file} is no JSON");
        Write("{}");
        configuration.GroupFolders.ShouldBeEmpty();
        configuration.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Folders_of_groups_set_in_the_portal_come_first()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "config.json");
        File.WriteAllText(file, """{"group_mappings": {"1": {"groupName": "A", "folder": "a"}}}""");
        var options = new ImagingOrderOptions { PluginConfiguration = file };
        options.GroupFolders["Own"] = "own";

        new ImagingConfiguration(Options.Create(options)).GroupFolders.Keys.ShouldBe(["Own"]);
    }
}
