using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Portal.Common;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.GwoManifests;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

/// <summary>Parts of the pages, drawn without a browser: manifests to draw, and what every part gets from the root.</summary>
public abstract class PartTests : BunitContext
{
    protected static readonly DateTimeOffset Now = new(2026, 11, 18, 14, 0, 0, TimeSpan.Zero);

    protected PartTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        var clock = new PageClock(new FakeClock(Now), "Etc/UTC");
        RenderTree.Add<CascadingValue<PageClock>>(p => p.Add(v => v.Value, clock).Add(v => v.IsFixed, true));
    }

    protected static ManifestRun Run(RunState state, long number = 12) => new(Guid.NewGuid(), number, state, state == RunState.Failed ? "The Data Service answered 503." : null, null);

    protected static ManifestView Draft() => new()
    {
        Id = Guid.Parse("01a1fd51-457f-7760-9e1e-f00caff55858"),
        StudyId = "SD_ME0WME0W",
        FileName = "gwo.tsv",
        Sha256 = new string('a', 64),
        Bytes = 1_200,
        Rows = 100,
        CreatedAt = Now.AddMinutes(-5),
        CreatedBy = "Mara Ellis",
    };

    protected static ManifestView Checked(int errors = 0, int warnings = 0, int good = 100) => Draft() with
    {
        CheckRun = Run(RunState.Succeeded),
        CheckedAt = Now.AddMinutes(-1),
        Errors = errors,
        Warnings = warnings,
        GoodRows = good,
        Plan = [new(PlanEntity.GenomicFile, PlanAction.Create, 80), new(PlanEntity.GenomicFile, PlanAction.Update, 3), new(PlanEntity.BiospecimenLink, PlanAction.Create, 90), new(PlanEntity.ExperimentLink, PlanAction.Create, 160)],
    };

    protected static ManifestView Applied() => Checked() with { ApplyRun = Run(RunState.Succeeded), AppliedAt = Now, Policy = ApplyPolicy.AllOrNothing };

    protected static IssueGroup Group(string code, string column, int count, int distinct = 1, string sample = "gvcf") =>
        new(code, column, IssueCodes.Kind(code).Severity, count, distinct, sample);
}
