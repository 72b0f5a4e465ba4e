using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Net.Http.Json;
using Portal.Domain.Runs;
using Portal.Jobs.GwoManifests;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

public sealed class AnnotatedCopyTests(TestDatabase database)
{
    // A formula, a blank row, a short row, a row that is too long, a column nobody asked for.
    private static readonly string Odd = string.Concat(
        Study.Manifest(Study.Row(1, dataType: "gvcf")).Replace("Source Read", "Source Read\tNote").Replace("sample", "sample").TrimEnd('\n'), "\t=1+1\n",
        "\n",
        Study.Row(2, specimen: ""), "\n",
        Study.Row(3), "\tnote\tslipped\n");

    [Fact]
    public async Task All_rows_and_columns_are_there_in_their_order_with_one_more_column()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var id = await world.CheckedAsync(Odd);

        var csv = await world.Client.GetStringAsync($"/api/v1/gwo-manifests/{id}/annotated.csv");

        var lines = csv.TrimStart('\uFEFF').Split("\r\n");
        lines[0].ShouldEndWith(",Source Read,Note,Issues");
        lines[1].ShouldContain(",=1+1,E11-data-type: ");
        lines[2].Trim(',').ShouldBeEmpty();
        lines[3].ShouldContain("E03-blank: ");
        lines[4].Replace("\"", "").ShouldContain(",note,E19-ragged-row: ");
        lines[4].ShouldEndWith(",slipped");
        // Nothing of ours begins what a spreadsheet would compute.
        lines.Skip(1).Select(l => l.Split(',')).Where(c => c.Length > 10).ShouldAllBe(c => c[10].Length == 0 || c[10].Trim('"')[0] == 'E');
    }

    [Theory]
    [InlineData("annotated.csv")]
    [InlineData("annotated.xlsx")]
    public async Task An_annotated_copy_uploaded_again_has_the_same_issues_and_its_own_copy_has_one_such_column(string copy)
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var id = await world.CheckedAsync(Odd);
        var issues = await world.IssueLinesAsync(id);
        var annotated = await world.Client.GetByteArrayAsync($"/api/v1/gwo-manifests/{id}/{copy}");

        using var reply = await world.PostFileAsync(annotated, copy, Study.Id);
        var again = (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        (await world.CheckAsync(again)).State.ShouldBe(RunState.Succeeded);

        (await world.IssueLinesAsync(again)).ShouldBe(issues);
        issues.Count.ShouldBe(3);
        var second = await world.Client.GetStringAsync($"/api/v1/gwo-manifests/{again}/annotated.csv");
        second.Split("\r\n")[0].Split(',').Count(h => h == AnnotatedCopy.Header).ShouldBe(1);
        second.ShouldBe(await world.Client.GetStringAsync($"/api/v1/gwo-manifests/{id}/annotated.csv"));
    }

    [Fact]
    public async Task Issues_of_the_whole_file_stand_in_its_first_row()
    {
        await using var world = await GwoWorld.StartAsync(database);
        var id = await world.CheckedAsync(Study.Manifest(Study.Row(1)).Replace("Data Type", "Kind"));

        (await world.Client.GetStringAsync($"/api/v1/gwo-manifests/{id}/annotated.csv")).Split("\r\n")[1].ShouldContain("whole file: E01-missing-column: ");
    }

    [Fact]
    public async Task The_workbook_colours_the_cells_and_says_why_in_a_remark()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var id = await world.CheckedAsync(Odd);

        await using var zip = new ZipArchive(new MemoryStream(await world.Client.GetByteArrayAsync($"/api/v1/gwo-manifests/{id}/annotated.xlsx")));

        var sheet = await TextAsync(zip, "xl/worksheets/sheet1.xml");
        sheet.ShouldContain("""<c r="G2" s="2" t="inlineStr"><is><t xml:space="preserve">gvcf</t>""");
        sheet.ShouldContain("<t xml:space=\"preserve\">=1+1</t>");
        sheet.ShouldContain("<legacyDrawing");
        (await TextAsync(zip, "xl/comments1.xml")).ShouldContain("""<comment ref="G2" authorId="0">""");
        foreach (var part in zip.Entries)
        {
            await using var stream = await part.OpenAsync();
            System.Xml.Linq.XDocument.Load(stream).Root.ShouldNotBeNull(part.FullName);
        }
    }

    [Fact]
    public async Task Nothing_can_be_said_about_a_version_that_was_not_checked()
    {
        await using var world = await GwoWorld.StartAsync(database);
        var id = await world.UploadAsync(Odd);

        foreach (var path in new[] { "annotated.csv", "annotated.xlsx", "report.json", "left-out.tsv" })
        {
            using var reply = await world.Client.GetAsync($"/api/v1/gwo-manifests/{id}/{path}");
            (reply.StatusCode, await GwoWorld.RuleAsync(reply)).ShouldBe((HttpStatusCode.Conflict, "not-checked"));
        }
    }

    [Fact]
    public async Task The_report_has_the_manifest_the_kinds_and_every_issue_as_the_api_lists_it()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var id = await world.CheckedAsync(Odd);

        var report = await world.Client.GetFromJsonAsync<JsonElement>($"/api/v1/gwo-manifests/{id}/report.json");

        report.GetProperty("schema").GetInt32().ShouldBe(1);
        (report.GetProperty("manifest").GetProperty("version").GetInt32(), report.GetProperty("manifest").GetProperty("errors").GetInt32()).ShouldBe((1, 3));
        report.GetProperty("kinds").EnumerateArray().Select(k => k.GetProperty("code").GetString()).ShouldBe(["E03-blank", "E11-data-type", "E19-ragged-row"], ignoreOrder: true);
        report.GetProperty("issues").GetRawText().ShouldBe((await world.Client.GetFromJsonAsync<JsonElement>($"/api/v1/gwo-manifests/{id}/issues")).GetProperty("items").GetRawText());
    }

    [Fact]
    public async Task Rows_with_errors_come_back_as_a_file_of_their_own()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var id = await world.CheckedAsync(Study.Manifest(Study.Row(1, dataType: "gvcf"), Study.Row(2)));

        var rows = await world.Client.GetStringAsync($"/api/v1/gwo-manifests/{id}/left-out.tsv");

        rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        rows.ShouldContain("gvcf");
    }

    private static async Task<string> TextAsync(ZipArchive zip, string name)
    {
        await using var stream = await zip.GetEntry(name)!.OpenAsync();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
