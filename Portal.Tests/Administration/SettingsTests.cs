using Microsoft.Extensions.Configuration;
using Portal.Administration.Settings;
using Portal.CommandLine.Doctor;

namespace Portal.Tests.Administration;

public sealed class SettingsTests
{
    [Fact]
    public void Settings_are_grouped_with_value_default_and_source_and_no_secret_leaves()
    {
        var configuration = new ConfigurationBuilder().AddCommandLine(["--Store:Key=hush", "--Store:Path=/srv", "--ConnectionStrings:Portal=Host=db;Username=me;Password=hush"]).Build();

        var sections = EffectiveSetting.Read(
            [new("Store:Path", "here"), new("Store:Key", Secret: true), new("Work:Parallel", "8"), new("ConnectionStrings:Portal"), new("Store:Path", "here")], configuration);

        sections.SelectMany(s => s.Select(x => $"{s.Key}: {x.Key} = {x.Value} ({x.Source}, else {x.Default ?? "nothing"})")).ShouldBe([
            "ConnectionStrings: ConnectionStrings:Portal = Host=db;Username=********;Password=******** (command line, else nothing)",
            "Store: Store:Key = ******** (command line, else nothing)",
            "Store: Store:Path = /srv (command line, else here)",
            "Work: Work:Parallel = 8 (default, else 8)",
        ]);
    }
}
