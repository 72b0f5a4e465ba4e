using System.Text.RegularExpressions;
using System.Xml.Linq;
using Portal.Tests.Support;

namespace Portal.Tests.Architecture;

/// <summary>Layers are projects, slices are folders; neither may leak.</summary>
public sealed partial class BoundaryTests
{
    private static readonly string[] Layers = ["Portal.Domain", "Portal.Jobs", "Portal"];

    // Any slice may use these; they use none.
    private static readonly string[] Shared = ["Runs", "Schedules", "Housekeeping", "Accounts", "Audit", "Storage", "Reference", "Outside", "Common", "Shell", "CommandLine", "Overview", "Administration"];

    // The few files that list all slices.
    private static readonly string[] TablesOfContents =
        ["Portal/Shell/Hosting/PortalApp.cs", "Portal.Domain/Storage/PortalDbContext.cs", "Portal/Shell/NavMenu.razor", "Portal/CommandLine/PortalCommandLine.cs"];

    [Theory]
    [InlineData("Portal.Domain", "")]
    [InlineData("Portal.Jobs", "Portal.Domain")]
    [InlineData("Portal", "Portal.Jobs")]
    [InlineData("Portal.Sandbox", "Portal.Jobs")]
    public void Projects_refer_only_downwards_and_never_to_the_sandbox(string project, string allowed)
    {
        var references = XDocument.Load(Repository.Path($"{project}/{project}.csproj")).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));

        references.ShouldBe(allowed.Length == 0 ? [] : [allowed]);
    }

    [Fact]
    public void A_slice_never_uses_another_slice_and_the_engine_uses_none()
    {
        var slices = Slices();
        slices.ShouldContain("GwoManifests");

        var leaks = Sources().Where(s => !TablesOfContents.Contains(s.Path)).SelectMany(s =>
            slices.Where(slice => s.Folder != slice && Regex.IsMatch(s.Text, $@"\bPortal(\.Domain|\.Jobs)?\.{slice}\b", RegexOptions.None, TimeSpan.FromSeconds(5)))
                .Select(slice => $"{s.Path} uses {slice}"));

        leaks.ShouldBeEmpty();
    }

    [Fact]
    public void The_domain_knows_no_scheduler_no_web_and_no_page() =>
        Sources().Where(s => s.Path.StartsWith("Portal.Domain/", StringComparison.Ordinal))
            .Where(s => ForbiddenInDomain().IsMatch(s.Text)).Select(s => s.Path).ShouldBeEmpty();

    [Fact]
    public void Quartz_appears_only_where_runs_and_schedules_are_registered() =>
        Sources().Where(s => UsesQuartz().IsMatch(s.Text)).Select(s => s.Path)
            .Where(p => !p.StartsWith("Portal.Jobs/Runs/", StringComparison.Ordinal) && !p.StartsWith("Portal.Jobs/Schedules/", StringComparison.Ordinal) && !p.EndsWith("Jobs.cs", StringComparison.Ordinal) && p != "Portal/Shell/Hosting/Health.cs")
            .ShouldBeEmpty();

    [Fact]
    public void Production_code_never_knows_about_the_sandbox() =>
        Sources().Where(s => s.Text.Contains("Portal.Sandbox", StringComparison.Ordinal)).Select(s => s.Path).ShouldBeEmpty();

    [Fact]
    public void Nothing_returns_void_asynchronously_or_disposes_without_saying_so()
    {
        Sources().Where(s => s.Text.Contains("async void", StringComparison.Ordinal)).Select(s => s.Path).ShouldBeEmpty();
        Sources().Where(s => s.Path.EndsWith(".razor", StringComparison.Ordinal) && Disposes().IsMatch(s.Text) && !s.Text.Contains("@implements I", StringComparison.Ordinal))
            .Select(s => s.Path).ShouldBeEmpty();
    }

    private static List<string> Slices() =>
        [.. Directory.GetDirectories(Repository.Path("Portal.Domain")).Select(Path.GetFileName).OfType<string>()
            .Where(name => char.IsUpper(name[0]) && !Shared.Contains(name))];

    private static IEnumerable<(string Path, string Folder, string Text)> Sources() =>
        from layer in Layers
        from file in Directory.EnumerateFiles(Repository.Path(layer), "*", SearchOption.AllDirectories)
        where file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal)
        let path = Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')
        where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/Migrations/", StringComparison.Ordinal)
        let parts = path.Split('/')
        select (path, parts[1] == "Outside" ? "Outside" : parts[1], File.ReadAllText(file));

    [GeneratedRegex(@"using (Quartz|Microsoft\.AspNetCore\.(Http|Mvc|Components|Builder|SignalR)|System\.Net\.Http)\b", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex ForbiddenInDomain();

    [GeneratedRegex(@"^using Quartz", RegexOptions.Multiline, 5000)]
    private static partial Regex UsesQuartz();

    [GeneratedRegex(@"\b(void Dispose|ValueTask DisposeAsync)\(\)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Disposes();
}
