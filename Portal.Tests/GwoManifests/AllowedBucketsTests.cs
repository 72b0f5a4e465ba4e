using Microsoft.Extensions.Configuration;
using Portal.Jobs.GwoManifests;

namespace Portal.Tests.GwoManifests;

public sealed class AllowedBucketsTests
{
    [Theory]
    [InlineData("kf-study-us-east-1-dev-sd-me0wme0w", true)]
    [InlineData("somebody-elses", false)]
    public void Unset_means_the_buckets_that_carry_the_studys_name(string bucket, bool allowed) =>
        Allows(bucket).ShouldBe(allowed);

    [Theory]
    [InlineData("GwoManifests:AllowedBuckets", "kf-*, other", "other", true)]
    [InlineData("GwoManifests:AllowedBuckets:0", "kf-*", "kf-anything", true)]
    [InlineData("GwoManifests:AllowedBuckets:0", "kf-*", "other", false)]
    [InlineData("GwoManifests:AllowedBuckets:SD_ME0WME0W:0", "of-the-study", "of-the-study", true)]
    [InlineData("GwoManifests:AllowedBuckets:SD_ME0WME0W", "of-the-study", "of-the-study", true)]
    [InlineData("GwoManifests:AllowedBuckets:SD_9PYZAHHE:0", "of-another", "of-another", false)]
    [InlineData("GwoManifests:AllowedBuckets:*:0", "of-all", "of-all", true)]
    public void Every_form_of_the_setting_is_understood(string key, string value, string bucket, bool allowed) =>
        Allows(bucket, (key, value)).ShouldBe(allowed);

    [Fact]
    public void A_list_somebody_configured_wins_over_a_single_value_from_elsewhere() =>
        Allows("anything", ("GwoManifests:AllowedBuckets", "*"), ("GwoManifests:AllowedBuckets:0", "kf-*")).ShouldBeFalse();

    private static bool Allows(string bucket, params (string Key, string Value)[] settings) =>
        new AllowedBuckets(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, string? (s) => s.Value)).Build()).For("SD_ME0WME0W").Allows(bucket, "SD_ME0WME0W");
}
