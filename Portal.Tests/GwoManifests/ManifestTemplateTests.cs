using System.IO.Compression;
using System.Xml.Linq;
using Portal.Domain.GwoManifests;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

public sealed class ManifestTemplateTests(TestDatabase database)
{
    [Theory]
    [InlineData("gwo")]
    [InlineData("harmonized-2024")]
    public async Task The_template_has_the_exact_headers_drop_downs_of_the_live_values_and_an_example_that_reads(string name)
    {
        await using var world = await GwoWorld.StartAsync(database);
        var profile = ManifestProfile.Named(name).ShouldNotBeNull();

        using var reply = await world.Client.GetAsync($"/api/v1/gwo-manifests/template.xlsx?profile={name}");
        var bytes = await reply.Content.ReadAsByteArrayAsync();

        reply.Content.Headers.ContentType!.MediaType.ShouldBe("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        var empty = await Manifests.ReadAsync(bytes, "template.xlsx");
        empty.Headers.ShouldBe(profile.Columns);
        (empty.Profile, empty.Rows.Count).ShouldBe((profile, 0));
        Lists(bytes)[profile.DataType].ShouldBe(await DataTypesAsync(world));
        Lists(bytes).Keys.ShouldContain(profile.WorkflowType);
        var example = Rows(bytes, 2);
        example[0].ShouldBe(profile.Columns);
        var table = await Manifests.ReadAsync(string.Join('\n', example.Select(r => string.Join('\t', r))) + "\n");
        ManifestCheck.Alone(table, ServiceWords).Sorted().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_layout_that_is_none_is_refused_by_name()
    {
        await using var world = await GwoWorld.StartAsync(database);

        using var reply = await world.Client.GetAsync("/api/v1/gwo-manifests/template.xlsx?profile=x");

        (await GwoWorld.RuleAsync(reply)).ShouldBe("profile");
    }

    private static Vocabulary ServiceWords => new(["gVCF", "gVCF Index"], ["GATK-HaplotypeCaller-gVCF", "Family-Joint-Genotyping"], builtIn: false);

    private static async Task<IReadOnlyList<string>> DataTypesAsync(GwoWorld world)
    {
        using var client = new HttpClient();
        var url = world.Sandbox.Settings.Single(s => s.Key == "GwoManifests:DataServiceUrl").Value;
        using var swagger = System.Text.Json.JsonDocument.Parse(await client.GetStringAsync(url!.TrimEnd('/') + "/swagger"));
        var live = swagger.RootElement.GetProperty("definitions").GetProperty("GenomicFile").GetProperty("properties").GetProperty("data_type").GetProperty("enum").EnumerateArray().Select(v => v.GetString()!).ToList();
        return [.. live.Union(["Not Reported", "Not Applicable", "Not Allowed To Collect", "Not Available", "Reported Unknown"], StringComparer.Ordinal)];
    }

    // Header → values of its drop-down, as the first sheet's rules lead to the hidden one.
    private static Dictionary<string, IReadOnlyList<string>> Lists(byte[] workbook)
    {
        var headers = Rows(workbook, 1)[0];
        var lists = Rows(workbook, 3);
        return Sheet(workbook, 1).Descendants().Where(e => e.Name.LocalName == "dataValidation").ToDictionary(
            e => headers[e.Attribute("sqref")!.Value[0] - 'A'],
            IReadOnlyList<string> (e) =>
            {
                var range = e.Value["Lists!$".Length..].Split('$', ':'); // A, 2, , A, 162
                return [.. lists.Skip(1).Take(int.Parse(range[^1]) - 1).Select(r => r[range[0][0] - 'A'])];
            },
            StringComparer.Ordinal);
    }

    private static List<string[]> Rows(byte[] workbook, int sheet)
    {
        var rows = Sheet(workbook, sheet).Descendants().Where(e => e.Name.LocalName == "row").ToList();
        var width = rows[0].Elements().Count();
        return [.. rows.Select(r =>
        {
            var cells = Enumerable.Repeat("", width).ToArray();
            foreach (var cell in r.Elements())
            {
                cells[cell.Attribute("r")!.Value[0] - 'A'] = cell.Value;
            }

            return cells;
        })];
    }

    private static XDocument Sheet(byte[] workbook, int number)
    {
        using var zip = new ZipArchive(new MemoryStream(workbook));
        using var stream = zip.GetEntry($"xl/worksheets/sheet{number}.xml")!.Open();
        return XDocument.Load(stream);
    }
}
