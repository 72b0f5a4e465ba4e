using Microsoft.Extensions.Configuration;
using Portal.Domain.GwoManifests;
using Portal.Jobs.GwoManifests;

namespace Portal.Tests.GwoManifests;

/// <summary>Small rules about single values: ids, paths, endings, cells, buckets.</summary>
public sealed class ManifestWordsTests
{
    [Theory]
    [InlineData("BS_0ABZ9XYT", true)]
    [InlineData("BS_AAAAOOO1", false)]
    [InlineData("bs_aaaa0001", false)]
    [InlineData("BS_AAAA001", false)]
    [InlineData("BS_AAAA00011", false)]
    [InlineData("PT_AAAA0001", false)]
    [InlineData("", false)]
    public void An_id_is_its_prefix_and_eight_characters_of_crockford_base_32(string id, bool valid) => KidsFirstId.IsValid(id, "BS").ShouldBe(valid);

    [Theory]
    [InlineData("BS_AAAAOOO1", "O never occurs in an id: I, L, O and U are not used")]
    [InlineData("bs_aaaa0001", "Ids are written in capitals: BS_AAAA0001")]
    [InlineData("BS_AAAA001", "BS_ must be followed by 8 characters; here are 7")]
    [InlineData("PT_AAAA0001", "The id must start with BS_")]
    public void A_malformed_id_says_what_is_wrong_with_it(string id, string fault) => KidsFirstId.Fault(id, "BS").ShouldBe(fault);

    [Theory]
    [InlineData("BS_AAAA0001", "BS_AAAA0002", true)]
    [InlineData("BS_AAAA0001", "BS_AAAA0010", true)]
    [InlineData("BS_AAAA001", "BS_AAAA0001", true)]
    [InlineData("BS_AAAA0001", "BS_AAAB0002", false)]
    public void Near_ids_are_one_slip_apart(string a, string b, bool near) => KidsFirstId.AreNear(a, b).ShouldBe(near);

    [Theory]
    [InlineData("a.fq", "fastq")]
    [InlineData("a.fastq.gz", "fastq")]
    [InlineData("a.hgv.bam", "bam")]
    [InlineData("a.BAM.BAI", "bai")]
    [InlineData("a.cram.crai", "crai")]
    [InlineData("a.g.vcf.gz", "gvcf")]
    [InlineData("a.G.VCF.GZ", "gvcf")]
    [InlineData("a.g.vcf.gz.tbi", "tbi")]
    [InlineData("a.vcf.gz.tbi", "tbi")]
    [InlineData("a.vcf", "vcf")]
    [InlineData("a.vcf.gz", "vcf")]
    [InlineData("a.peddy.html", "html")]
    [InlineData("a.md5", "Other")]
    [InlineData("a.maf.gz", "maf")]
    [InlineData("a.tar.gz", "tar")]
    [InlineData("a.csi", "csi")]
    [InlineData("a.cram.gz", null)]
    [InlineData("a.consensus.xyz", null)]
    public void The_longest_ending_tells_the_format(string name, string? format) => FileFormats.Of(name).ShouldBe(format);

    [Theory]
    [InlineData("s3://b/k/f.vcf", true)]
    [InlineData("s3://b/f.vcf", true)]
    [InlineData("s3://b/k/", false)]
    [InlineData("s3://b", false)]
    [InlineData("s3:///k", false)]
    [InlineData("S3://b/k", false)]
    [InlineData("https://b.s3.amazonaws.com/k", false)]
    [InlineData("k/f.vcf", false)]
    public void A_path_names_an_object_in_a_bucket(string path, bool valid) => S3Path.TryParse(path, out _).ShouldBe(valid);

    [Fact]
    public void Cells_are_split_where_values_end_and_trimmed_of_every_kind_of_blank()
    {
        ManifestCells.SplitIds("A, B;C ;A").ShouldBe(["A", "B", "C"]);
        ManifestCells.SplitPaths("s3://b/a,b.cram,s3://b/c;s3://b/d;").ShouldBe(["s3://b/a,b.cram", "s3://b/c", "s3://b/d"]);
        ManifestCells.Trim("\u00A0\uFEFF x y\u200B\t").ShouldBe("x y");
        ManifestCells.SplitIds(" ; ").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("*{study}*", "kf-study-us-east-1-dev-sd-me0wme0w", true)]
    [InlineData("*{study}*", "kf-study-us-east-1-dev-sd-0ther000", false)]
    [InlineData("exact", "exact", true)]
    [InlineData("exact", "exactly", false)]
    [InlineData("a*c*e", "abcde", true)]
    [InlineData("a*c*e", "abcdf", false)]
    public void Bucket_patterns_know_stars_and_the_study(string pattern, string bucket, bool allowed) =>
        new BucketPatterns([pattern]).Allows(bucket, "SD_ME0WME0W").ShouldBe(allowed);

    [Theory]
    [InlineData("a, b c", "GwoManifests:AllowedBuckets")]
    [InlineData("a|b|c", "GwoManifests:AllowedBuckets:0", "GwoManifests:AllowedBuckets:1", "GwoManifests:AllowedBuckets:2")]
    [InlineData("a b|c", "GwoManifests:AllowedBuckets:SD_ME0WME0W", "GwoManifests:AllowedBuckets:*")]
    [InlineData("a|b|c", "GwoManifests:AllowedBuckets:SD_ME0WME0W:0", "GwoManifests:AllowedBuckets:SD_ME0WME0W:1", "GwoManifests:AllowedBuckets:*:0")]
    public void Allowed_buckets_are_one_value_a_list_or_either_of_them_by_study(string values, params string[] keys)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(keys.Zip(values.Split('|'), KeyValuePair.Create<string, string?>)).Build();

        new AllowedBuckets(configuration).For("SD_ME0WME0W").Patterns.Order(StringComparer.Ordinal).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public void Unset_allowed_buckets_are_those_named_after_the_study_and_another_studys_list_allows_nothing()
    {
        new AllowedBuckets(new ConfigurationBuilder().Build()).For("SD_ME0WME0W").Patterns.ShouldBe(["*{study}*"]);
        var others = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>("GwoManifests:AllowedBuckets:SD_0THER000", "a")]).Build();
        new AllowedBuckets(others).For("SD_ME0WME0W").Patterns.ShouldBeEmpty();
    }
}
