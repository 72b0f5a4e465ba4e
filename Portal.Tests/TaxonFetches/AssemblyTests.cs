using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.TaxonFetches;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

/// <summary>Runs that pass are taken by assemblers elsewhere, reported by them, and looked at by a person.</summary>
public sealed class AssemblyTests(TestDatabase database)
{
    private const string Sha1 = "0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33";

    [Fact]
    public async Task Fifty_who_ask_at_once_get_ten_different_runs_and_forty_get_none()
    {
        await using var world = await TrackedAsync(562);

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => world.Client.PostAsJsonAsync("/api/v1/assemblies/reserve", new { })));

        var won = await Task.WhenAll(replies.Where(r => r.StatusCode == HttpStatusCode.OK).Select(async r => (await r.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("run").GetString()!));
        won.Length.ShouldBe(10);
        won.Distinct().Count().ShouldBe(10);
        replies.Count(r => r.StatusCode == HttpStatusCode.NoContent).ShouldBe(40);
        await using var db = world.Server.Db();
        (await db.Set<Assembly>().CountAsync(a => a.Status == AssemblyStatus.UnderConsideration)).ShouldBe(10);
    }

    [Fact]
    public async Task The_run_that_waited_longest_comes_first_with_all_an_assembler_needs()
    {
        await using var world = await TrackedAsync(210);
        await world.PutAsync("taxa/210/assembly-filters", """{"quast.N50.metric_value": {"type": "min", "value": 50000}}""");
        await world.FillAsync();
        await using var db = world.Server.Db();
        var oldest = await db.Set<Assembly>().OrderByDescending(a => a.RunAccession).Select(a => a.RunAccession).FirstAsync();
        await db.Set<Assembly>().Where(a => a.RunAccession == oldest).ExecuteUpdateAsync(s => s.SetProperty(a => a.WaitingSince, DateTimeOffset.UnixEpoch));

        (await world.PostAsync("assemblies/reserve", new { taxon = 9606 }, HttpStatusCode.NoContent)).ValueKind.ShouldBe(JsonValueKind.Undefined);
        var run = await world.PostAsync("assemblies/reserve", new { taxon = 210 });

        run.GetProperty("run").GetString().ShouldBe(oldest);
        run.GetProperty("files").EnumerateArray().Select(f => f.GetProperty("url").GetString()).ShouldAllBe(u => u!.StartsWith("https://ftp.sra.ebi.ac.uk/vol1/"));
        run.GetProperty("filters").GetProperty("210").GetProperty("quast.N50.metric_value").GetProperty("value").GetInt32().ShouldBe(50000);
        run.GetProperty("acceptUrl").GetString().ShouldBe($"{world.Server.Url.ToString().TrimEnd('/')}/api/v1/assemblies/{oldest}/confirm");
        run.GetProperty("resultUrl").GetString()!.ShouldEndWith($"/{oldest}/result");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_result_is_taken_as_JSON_and_as_a_form_and_its_output_is_kept_whole(bool form)
    {
        await using var world = await TrackedAsync(210);
        var (good, bad) = (await world.TakenRunAsync(), await world.TakenRunAsync());
        var stderr = new string('e', 5_000);

        (await world.ReportAsync(good, form, ("assembly_result", "success"), ("assembled_genome_url", "spaces.example/b/x.fasta.gz"), ("assembled_genome_sha1", Sha1),
            ("qualifyr_report", """{"quast.N50.metric_value": "120000", "quast.# contigs.metric_value": 42, "result": "PASS"}"""))).ShouldBe(HttpStatusCode.OK);
        (await world.ReportAsync(bad, form, ("assembly_result", "fail"), ("assembly_error_process", "SPADES (x)"), ("assembly_error_exit_code", "137"), ("assembly_error_stdout", "out"), ("assembly_error_stderr", stderr))).ShouldBe(HttpStatusCode.OK);

        var success = await world.GetAsync($"assemblies/{good}");
        (success.GetProperty("status").GetString(), success.GetProperty("genomeSha1").GetString(), success.GetProperty("metrics").GetProperty("quast.# contigs.metric_value").GetString()).ShouldBe(("Success", Sha1, "42"));
        var failure = await world.GetAsync($"assemblies/{bad}");
        (failure.GetProperty("status").GetString(), failure.GetProperty("errorExitCode").GetString(), failure.GetProperty("errorStderr").GetString()).ShouldBe(("Fail", "137", stderr));
        (await world.ReportAsync(good, form, ("assembly_result", "fail"))).ShouldBe(HttpStatusCode.Conflict); // what was reported stays
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_and_nothing_of_it_is_saved()
    {
        await using var world = await TrackedAsync(210);
        var run = await world.TakenRunAsync();

        (await world.ReportAsync(run, false)).ShouldBe(HttpStatusCode.BadRequest);
        (await world.ReportAsync(run, true, ("assembly_result", "done"))).ShouldBe(HttpStatusCode.BadRequest);
        (await world.ReportAsync(run, false, ("assembly_result", "success"))).ShouldBe(HttpStatusCode.BadRequest);
        (await world.ReportAsync(run, false, ("assembly_result", "success"), ("assembled_genome_url", "x"), ("assembled_genome_sha1", "abc"))).ShouldBe(HttpStatusCode.BadRequest);
        (await world.ReportAsync(run, true, ("assembly_result", "success"), ("assembled_genome_url", "x"), ("qualifyr_report", """{"result": "PASS", "quast.N51": 1}"""))).ShouldBe(HttpStatusCode.BadRequest);
        (await world.ReportAsync(run, true, ("assembly_result", "success"), ("assembled_genome_url", "x"), ("qualifyr_report", "[1]"))).ShouldBe(HttpStatusCode.BadRequest);
        (await world.ReportAsync("ERR0000000", true, ("assembly_result", "skipped"))).ShouldBe(HttpStatusCode.NotFound);
        await world.PostAsync($"assemblies/{run}/screening", new { passed = true }, HttpStatusCode.Conflict);

        await using var db = world.Server.Db();
        (await db.Set<Assembly>().SingleAsync(a => a.RunAccession == run)).Status.ShouldBe(AssemblyStatus.InProgress);
        (await db.Set<QcMetric>().CountAsync()).ShouldBe(0);
        AssemblyMetrics.Names.Count.ShouldBe(58);
    }

    [Fact]
    public async Task A_success_that_is_not_as_its_taxon_wants_it_fails_with_the_metrics_by_name()
    {
        await using var world = await TrackedAsync(210);
        await world.PutAsync("taxa/210/assembly-filters", """{"quast.N50.metric_value": {"type": "min", "value": 50000}, "bactinspector.species.metric_value": {"type": "contains", "value": ["pylori"]}, "quast.GC (%).metric_value": {"type": "min_max", "value": [30, 40]}}""");
        await world.PutAsync("taxa/210/assembly-filters", """{"quast.N51": {"type": "min", "value": 1}}""", HttpStatusCode.BadRequest);
        var run = await world.TakenRunAsync();

        await world.ReportAsync(run, false, ("assembly_result", "success"), ("assembled_genome_url", "x"), ("qualifyr_report", """{"quast.N50.metric_value": 49999, "bactinspector.species.metric_value": "Helicobacter PYLORI"}"""));

        var assembly = await world.GetAsync($"assemblies/{run}");
        (assembly.GetProperty("status").GetString(), assembly.GetProperty("failedFilters").GetString()).ShouldBe(("Fail", "quast.N50.metric_value is 49999, below 50000\nquast.GC (%).metric_value was not reported"));
    }

    [Fact]
    public async Task A_person_decides_whether_a_genome_counts_and_their_words_are_kept()
    {
        await using var world = await TrackedAsync(210);
        var run = await world.TakenRunAsync();
        await world.ReportAsync(run, false, ("assembly_result", "success"), ("assembled_genome_url", "x"));
        (await world.AssembliesAsync("status=success&screening=null")).ShouldBe([run]);
        using var viewer = await world.Server.ClientAsync(Role.Viewer);
        using var refused = await viewer.PostAsJsonAsync($"/api/v1/assemblies/{run}/screening", new { passed = true });
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        await world.PostAsync($"assemblies/{run}/screening", new { passed = false, message = "It’s contaminated" }, HttpStatusCode.NoContent);

        (await world.AssembliesAsync("status=success&screening=null")).ShouldBeEmpty();
        (await world.AssembliesAsync("screening=false")).ShouldBe([run]);
        (await world.GetAsync($"assemblies/{run}")).GetProperty("screeningMessage").GetString().ShouldBe("It’s contaminated");
    }

    [Fact]
    public async Task Lists_by_any_combination_of_values_equal_the_database_and_pages_are_stable()
    {
        await using var world = await TrackedAsync(561);
        var (one, two) = (await world.TakenRunAsync(), await world.TakenRunAsync());
        await world.ReportAsync(one, false, ("assembly_result", "success"), ("assembled_genome_url", "x"));
        await world.PostAsync($"assemblies/{one}/screening", new { passed = true }, HttpStatusCode.NoContent);
        await world.ReportAsync(two, false, ("assembly_result", "fail"));
        await using var db = world.Server.Db();
        var links = await db.Set<ReadRunTaxon>().AsNoTracking().Where(l => l.TaxId == 561).ToListAsync();

        foreach (var values in new[] { "true", "false", "null", "true,false", "false,null", "true,false,null" })
        {
            (await world.AssembliesAsync($"taxon=561&passed={values}")).ShouldBe(links.Where(l => values.Split(',').Contains(l.Passed is { } p ? p ? "true" : "false" : "null")).Select(l => l.RunAccession).Order(StringComparer.Ordinal), ignoreOrder: false, values);
            (await world.AssembliesAsync($"taxon=561&screening={values}")).ShouldBe(links.Select(l => l.RunAccession).Where(r => values.Split(',').Contains(r == one ? "true" : "null")).Order(StringComparer.Ordinal), ignoreOrder: false, values);
        }

        (await world.AssembliesAsync("status=waiting")).Count.ShouldBe(10);
        (await world.AssembliesAsync("status=success,fail")).ShouldBe(new[] { one, two }.Order(StringComparer.Ordinal));
        List<string> paged = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await world.GetAsync($"assemblies?taxon=561&limit=4{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}");
            paged.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("run").GetString()!));
            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }

        paged.ShouldBe(links.Select(l => l.RunAccession).Order(StringComparer.Ordinal));
        using var wrong = await world.Client.GetAsync("/api/v1/assemblies?passed=maybe");
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private async Task<TaxonWorld> TrackedAsync(long taxId)
    {
        var world = await TaxonWorld.StartAsync(database);
        await world.TrackedAsync(taxId);
        return world;
    }
}
