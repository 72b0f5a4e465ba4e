using System.Net;
using System.Text;
using System.Text.Json;
using Portal.Domain.Runs;
using Portal.Sandbox;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

/// <summary>The whole path over HTTP, for every golden case there is, under both policies, and once more afterwards.</summary>
public sealed class GoldenCaseTests(TestDatabase database)
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var name in GoldenCase.Names.DefaultIfEmpty("none"))
            {
                cases.Add(name, "good-rows");
                cases.Add(name, "all-or-nothing");
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_golden_case_gives_the_issues_the_plan_and_the_tables_expected(string name, string policy)
    {
        Assert.SkipWhen(name == "none", $"There are no golden cases at {GoldenCase.Root}; PORTAL_GOLDEN_CASES can name another folder.");
        var golden = GoldenCase.Named(name);
        await using var world = await GwoWorld.StartAsync(database, new SandboxOptions { DataServiceFile = golden.DataService, ObjectsFile = golden.Objects });

        var manifest = await world.CheckedAsync(golden.Manifest, golden.StudyId);

        (await world.IssueLinesAsync(manifest)).ShouldBe(golden.Issues);
        await ShouldPlanAsync(world, manifest, golden);
        world.Writes.ShouldBeEmpty();
        if (golden.Files.Count == 0 || (golden.HasErrors && policy == "all-or-nothing"))
        {
            await ShouldRefuseAsync(world, manifest, policy, "has-errors");
            world.Writes.ShouldBeEmpty();
            return;
        }

        if (golden.HasWarnings)
        {
            await ShouldRefuseAsync(world, manifest, policy, "warnings", acknowledge: false);
        }

        var apply = await world.ApplyAsync(manifest, policy);
        apply.State.ShouldBe(RunState.Succeeded, apply.Failure + apply.FailureDetail);
        ShouldHold(world, golden);
        await ShouldRefuseAsync(world, manifest, policy, "plan-stale");
        await ShouldHaveNothingLeftAsync(world, manifest, golden, policy);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_golden_case_gives_the_same_issues_and_plan_in_whatever_form_it_comes(string name)
    {
        Assert.SkipWhen(name == "none", $"There are no golden cases at {GoldenCase.Root}; PORTAL_GOLDEN_CASES can name another folder.");
        var golden = GoldenCase.Named(name);
        await using var world = await GwoWorld.StartAsync(database, new SandboxOptions { DataServiceFile = golden.DataService, ObjectsFile = golden.Objects });
        var plain = (await world.PlanAsync(await world.CheckedAsync(golden.Manifest, golden.StudyId))).GetRawText();

        foreach (var (fileName, content) in Forms(golden.Manifest))
        {
            var manifest = await world.CheckedAsync(content, golden.StudyId, fileName);

            (await world.IssueLinesAsync(manifest)).ShouldBe(golden.Issues, fileName);
            (await world.PlanAsync(manifest)).GetRawText().ShouldBe(plain, fileName);
            if (golden.HasErrors)
            {
                await ShouldRefuseAsync(world, manifest, "all-or-nothing", "has-errors");
            }

            if (golden.HasErrors && golden.Files.Count == 0)
            {
                await ShouldRefuseAsync(world, manifest, "good-rows", "has-errors");
            }
        }

        world.Writes.ShouldBeEmpty();
    }

    public static TheoryData<string> Names => [.. GoldenCase.Names.DefaultIfEmpty("none")];

    private static IEnumerable<(string FileName, byte[] Content)> Forms(string tsv)
    {
        var csv = string.Join('\n', tsv.TrimEnd('\n').Split('\n').Select(l => string.Join(',', l.Split('\t').Select(c => c.Contains(',') ? $"\"{c}\"" : c)))) + "\n";
        yield return ("manifest.csv", Encoding.UTF8.GetBytes(csv));
        yield return ("manifest.xlsx", Workbook.OfTable(tsv));
        yield return ("utf-16.tsv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(tsv.Replace("\n", "\r\n"))]);
        yield return ("bom.tsv", [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(tsv)]);
    }

    private static async Task ShouldPlanAsync(GwoWorld world, Guid manifest, GoldenCase golden)
    {
        var plan = await world.PlanAsync(manifest);
        Items(plan, "genomicFiles", "externalId", "action").ShouldBe(golden.Files.Select(f => $"{f.Split('\t')[0]}\t{f.Split('\t')[6]}"), ignoreOrder: true);
        Items(plan, "biospecimenLinks", "biospecimenId", "genomicFile", "externalId").ShouldBe(golden.SpecimenLinks, ignoreOrder: true);
        Items(plan, "experimentLinks", "sequencingExperimentId", "genomicFile", "externalId").ShouldBe(golden.ExperimentLinks, ignoreOrder: true);
    }

    private static void ShouldHold(GwoWorld world, GoldenCase golden)
    {
        world.Sandbox.HarmonizedFiles().ShouldBe(golden.Files.Select(f => f[..f.LastIndexOf('\t')]), ignoreOrder: true);
        world.Sandbox.SpecimenLinks().ShouldBe(golden.SpecimenLinks, ignoreOrder: true);
        world.Sandbox.ExperimentLinks().ShouldBe(golden.ExperimentLinks, ignoreOrder: true);
    }

    private static async Task ShouldHaveNothingLeftAsync(GwoWorld world, Guid manifest, GoldenCase golden, string policy)
    {
        world.Sandbox.Requests.Clear();
        (await world.CheckAsync(manifest)).State.ShouldBe(RunState.Succeeded);

        var plan = await world.PlanAsync(manifest);
        foreach (var entity in new[] { "genomicFiles", "biospecimenLinks", "experimentLinks" })
        {
            Items(plan, entity, "action").Distinct().ShouldBeSubsetOf(["UNCHANGED"]);
        }

        var apply = await world.ApplyAsync(manifest, policy);
        apply.State.ShouldBe(RunState.Succeeded, apply.Failure + apply.FailureDetail);
        world.Writes.ShouldBeEmpty();
        ShouldHold(world, golden);
    }

    private static async Task ShouldRefuseAsync(GwoWorld world, Guid manifest, string policy, string rule, bool acknowledge = true)
    {
        using var reply = await world.PostApplyAsync(manifest, policy, acknowledge);
        reply.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await GwoWorld.RuleAsync(reply)).ShouldBe(rule);
    }

    private static IEnumerable<string> Items(JsonElement plan, string entity, params string[] fields) =>
        plan.GetProperty(entity).EnumerateArray().Where(i => i.GetProperty("action").GetString() != "SKIP")
            .Select(i => string.Join('\t', fields.Select(f => i.GetProperty(f).GetString())));
}
