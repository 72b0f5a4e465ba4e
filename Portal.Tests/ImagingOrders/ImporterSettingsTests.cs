using Microsoft.Extensions.Configuration;
using Portal.Domain;
using Portal.Jobs.ImagingOrders;
using Portal.Jobs.ImagingOrders.Configuration;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

public sealed class ImporterSettingsTests
{
    [Fact]
    public void The_importers_own_file_is_read_whole_and_each_key_is_honoured_or_ignored_with_a_reason()
    {
        var read = ImporterSettings.Read(File.ReadAllText(ImagingFixtures.At("upstream/importer/settings.yml")));

        (read.Workers, read.RegisterZarr, read.AnnotationNamespace).ShouldBe((4, true, "biomero.import"));
        read.Import.ShouldBe(new() { ParallelUpload = 6, ParallelFilesets = 6, SkipAll = true, SkipChecksum = true, SkipMinmax = true, SkipThumbnails = true, SkipUpgrade = true });
        read.TrackingDatabase.ShouldBe("Host=database-biomero;Port=5432;Database=biomero;Username=biomero;Password=biomero");
        read.Lines.ShouldAllBe(l => l.Fate == SettingFate.Honoured || l.Why!.Length > 10);
        read.Lines.Where(l => l.Fate == SettingFate.Ignored).Select(l => l.Key).ShouldBe(["log_file_path", "group_list", "base_dir", "data_dir_name", "ttl_for_user_conn", "sample_image", "sample_parent_id", "sample_parent_type",
            "preprocessing", "sample_pre_container", "sample_pre_input", "sample_pre_out", "sample_pre_outalt", "sample_pre_save"]);
        read.Lines.ShouldAllBe(l => !l.Value.Contains("Password"));
    }

    [Fact]
    public void Older_files_leave_things_out_and_these_are_as_the_importer_has_them()
    {
        var older = ImporterSettings.Read(File.ReadAllText(ImagingFixtures.At("upstream/nl-biomero/settings.yml")));
        var oldest = ImporterSettings.Read(File.ReadAllText(ImagingFixtures.At("upstream/importer/test_config/settings.yml")));

        older.Lines.Where(l => l.Fate == SettingFate.Default).Select(l => l.Key).ShouldBe(["use_register_zarr", "annotation_namespace"]);
        (older.RegisterZarr, older.AnnotationNamespace).ShouldBe((true, "biomero.import"));
        oldest.Import.ShouldBe(new());
        (oldest.Workers, oldest.TrackingDatabase).ShouldBe((4, null));
        oldest.Lines.ShouldContain(l => l.Key == "upload_order_attributes" && l.Fate == SettingFate.Ignored);
    }

    [Experiment("percent-in-db-url")]
    [Fact]
    public void Json_is_read_too_false_means_false_and_a_password_is_unescaped_and_never_shown()
    {
        var read = ImporterSettings.Read("""{"use_register_zarr": false, "skip_all": "no", "max_workers": 2, "ingest_tracking_db": "postgresql+psycopg2://ann:p%40ss@db:6000/b", "new_key": 1}""");

        (read.RegisterZarr, read.Import.SkipAll, read.Workers).ShouldBe((false, false, 2));
        read.TrackingDatabase.ShouldBe("Host=db;Port=6000;Database=b;Username=ann;Password=p@ss");
        read.Lines.Select(l => $"{l.Value} {l.Why}").ShouldAllBe(l => !l.Contains("p@ss") && !l.Contains("p%40ss"));
        read.Lines.Single(l => l.Key == "new_key").Why.ShouldBe("It is no key of the importer the portal knows.");
        ImporterSettings.Read("ingest_tracking_db: sqlite:///OMERO/x.db").TrackingDatabase.ShouldBeNull();
        ImporterSettings.Read("").Lines.ShouldBe(ImporterSettings.None.Lines);
    }

    [Theory]
    [InlineData("true", null, true)]
    [InlineData("false", null, false)] // where the importer takes the word for yes
    [InlineData("FALSE", "true", true)] // the portal's own setting comes first
    [InlineData(null, null, true)]
    public void Variables_of_the_importers_environment_come_before_its_file_and_after_the_portals_own_settings(string? variable, string? own, bool registers)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "settings.yml");
        File.WriteAllText(file, "ingest_tracking_db: postgresql://a:b@file/c\n");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["USE_REGISTER_ZARR"] = variable,
            ["INGEST_TRACKING_DB_URL"] = "postgresql://a:b@environment/c",
            ["PODMAN_USERNS_MODE"] = "keep-id",
            ["ImagingOrders:RegistersZarr"] = own,
        }.Where(p => p.Value is not null)).Build();
        var options = new ImagingOrderOptions { ImporterSettings = file, RegistersZarr = own != "false" };

        new ImporterDefaults(configuration).PostConfigure(null, options);

        (options.RegistersZarr, options.TrackingDatabase, options.KeepUserId).ShouldBe((registers, "Host=environment;Port=5432;Database=c;Username=a;Password=b", true));
    }

    [Theory]
    [InlineData("max_workers: many", "must be a number above 0")]
    [InlineData("max_workers: [1]", "must be one value")]
    [InlineData("skip_all: perhaps", "must be true or false")]
    [InlineData("- a", "holds no keys")]
    [InlineData("a: b: c", "is no YAML")]
    public void A_file_that_makes_no_sense_is_refused_in_words(string text, string words) =>
        Should.Throw<RuleException>(() => ImporterSettings.Read(text)).Message.ShouldContain(words);
}
