using Portal.Sandbox.DataService;
using Portal.Sandbox.Objects;

namespace Portal.Sandbox.Demo;

/// <summary>The two studies everybody can try the portal with, and the manifests for them.</summary>
public static class DemoWorld
{
    public const string HeartStudy = "SD_DEM0HART";
    public const string BoneStudy = "SD_DEM0B0NE";

    private const string GvcfWorkflow = "GATK-HaplotypeCaller-gVCF";

    public static IReadOnlyList<DemoManifest> Build(DataServiceState state, ObjectStore objects)
    {
        var heart = new DemoStudy(state, objects, HeartStudy, "Demo: hearts");
        var bone = new DemoStudy(state, objects, BoneStudy, "Demo: bones");
        return [Good(heart), new DemoMistakes(heart).Build(), Thousand(bone)];
    }

    private static DemoManifest Good(DemoStudy study)
    {
        var rows = new List<DemoRow>();
        for (var i = 1; i <= 5; i++)
        {
            var specimen = study.AddSpecimen($"heart-{i:d2}", "cram", "cram.crai", "cram.md5");
            rows.AddRange(Gvcf(study, specimen, "harmonized/gvcf"));
        }

        return new("gwo-good.tsv", "A good manifest",
            "Five specimens, each with a gVCF and its index made from three source files; nothing to complain about.", study.Id, rows, []);
    }

    private static DemoManifest Thousand(DemoStudy study)
    {
        var rows = new List<DemoRow>();
        for (var i = 1; i <= 125; i++)
        {
            var specimen = study.AddSpecimen($"bone-{i:d3}", "cram", "cram.crai");
            rows.AddRange(Gvcf(study, specimen, "harmonized/gvcf"));
            var cram = study.Upload($"harmonized/cram/{specimen.Label}.cram");
            var index = study.Upload($"harmonized/cram/{specimen.Label}.cram.crai");
            rows.AddRange(specimen.Sources.Select(source => study.Row(specimen, cram, "Aligned Reads", "Alignment", source)));
            rows.AddRange(specimen.Sources.Select(source => study.Row(specimen, index, "Aligned Reads Index", "Alignment", source)));
        }

        return new("gwo-1000-rows.tsv", "A manifest of 1,000 rows",
            "125 specimens with four files each, every file from two sources; long enough to watch.", study.Id, rows, []);
    }

    private static IEnumerable<DemoRow> Gvcf(DemoStudy study, DemoSpecimen specimen, string folder)
    {
        var file = study.Upload($"{folder}/{specimen.Label}.g.vcf.gz");
        var index = study.Upload($"{folder}/{specimen.Label}.g.vcf.gz.tbi");
        return
        [
            .. specimen.Sources.Select(source => study.Row(specimen, file, "gVCF", GvcfWorkflow, source)),
            .. specimen.Sources.Select(source => study.Row(specimen, index, "gVCF Index", GvcfWorkflow, source)),
        ];
    }
}
