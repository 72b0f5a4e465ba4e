namespace Portal.Sandbox.Demo;

/// <summary>A manifest with every mistake people make, several times each, between rows that are right.</summary>
internal sealed class DemoMistakes(DemoStudy study)
{
    private const string Folder = "harmonized/mistakes";
    private const string Workflow = "GATK-HaplotypeCaller-gVCF";
    private const string Biospecimen = "KF Biospecimen ID";
    private const string Filepath = "Filepath";
    private const string DataType = "Data Type";
    private const string SourceRead = "Source Read";

    private readonly List<DemoRow> _rows = [];
    private readonly List<ExpectedIssue> _issues = [];
    private int _specimens;

    public DemoManifest Build()
    {
        AddGood(3);
        AddBlanks();
        AddSpecimens();
        AddGood(2);
        AddPaths();
        AddDataTypes();
        AddGood(2);
        AddSources();
        AddConflicts();
        AddWarnings();
        AddGood(3);
        return new("gwo-mistakes.tsv", "A manifest with every kind of mistake",
            "Blank cells, unknown specimens, files that are not in the bucket, untraceable sources and more, between good rows.", study.Id, _rows, _issues);
    }

    private void AddGood(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var row = NextRow(out _);
            Add(row);
            Add(row with { Filepath = study.Upload($"{Folder}/heart-m{_specimens:d2}.g.vcf.gz.tbi"), DataType = "gVCF Index" });
        }
    }

    private void AddBlanks()
    {
        Add(NextRow(out _) with { BiospecimenId = "" }, Biospecimen, "E03");
        Add(NextRow(out _) with { Filepath = "" }, Filepath, "E03");
        Add(NextRow(out _) with { DataType = "" }, DataType, "E03");
        Add(NextRow(out _) with { SourceRead = "" }, SourceRead, "E03");
    }

    private void AddSpecimens()
    {
        // The alphabet of ids has no I, L, O and U: people type them for 1 and 0.
        Add(Change(r => r with { BiospecimenId = r.BiospecimenId[..^1] + "O" }), Biospecimen, "E04");
        Add(Change(r => r with { BiospecimenId = r.BiospecimenId[..^2] }), Biospecimen, "E04");
        Add(Change(r => r with { BiospecimenId = r.BiospecimenId.ToLowerInvariant() }), Biospecimen, "E04");
        Add(Change(r => r with { BiospecimenId = OneOff(r.BiospecimenId) }), Biospecimen, "E05");
        Add(Change(r => r with { BiospecimenId = OneOff(r.BiospecimenId) }), Biospecimen, "E05");
        Add(Change(r => r with { BiospecimenId = DemoIds.KfIdOf("BS", "nobody") }), Biospecimen, "E05");
    }

    private void AddPaths()
    {
        Add(Change(r => r with { Filepath = r.Filepath["s3://".Length..] }), Filepath, "E08");
        Add(Change(r => r with { Filepath = r.Filepath.Replace("s3://", "https://s3.amazonaws.com/", StringComparison.Ordinal) }), Filepath, "E08");
        Add(Change(r => r with { Filepath = $"s3://{study.Bucket}/{Folder}/" }), Filepath, "E08");
        Add(Change(r => r with { Filepath = r.Filepath.Replace(".g.vcf.gz", ".again.g.vcf.gz", StringComparison.Ordinal) }), Filepath, "E09");
        Add(Change(r => r with { Filepath = r.Filepath.Replace("/heart-", "/Heart-", StringComparison.Ordinal) }), Filepath, "E09");
        Add(Change(r => r with { Filepath = r.Filepath.Replace(Folder, Folder + "/old", StringComparison.Ordinal) }), Filepath, "E09");
    }

    private void AddDataTypes()
    {
        Add(Change(r => r with { DataType = "gvcf" }), DataType, "E11");
        Add(Change(r => r with { DataType = "gVCFs" }), DataType, "E11");
        Add(Change(r => r with { DataType = "Genome VCF" }), DataType, "E11");
    }

    private void AddSources()
    {
        Add(Change(r => r with { SourceRead = r.SourceRead.Replace(".cram", ".bam", StringComparison.Ordinal) }), SourceRead, "E13");
        var row = NextRow(out var specimen);
        Add(row with { SourceRead = study.AddFile($"s3://{study.Bucket}/source/{specimen.Label}.hidden.cram", specimen, null, visible: false) }, SourceRead, "E13");
        row = NextRow(out specimen);
        Add(row with { SourceRead = study.AddFile($"s3://{study.Bucket}/harmonized/earlier/{specimen.Label}.cram", specimen, null, harmonized: true) }, SourceRead, "E13");
        for (var i = 0; i < 2; i++)
        {
            row = NextRow(out specimen);
            Add(row with { SourceRead = study.AddFile($"s3://{study.Bucket}/source/{specimen.Label}.unsequenced.cram", specimen, null) }, SourceRead, "E14");
        }
    }

    private void AddConflicts()
    {
        for (var i = 0; i < 2; i++)
        {
            var row = NextRow(out _);
            Add(row);
            Add(row with { DataType = "Variant Calls" }, DataType, "E15");
        }
    }

    private void AddWarnings()
    {
        for (var i = 0; i < 3; i++)
        {
            var row = NextRow(out _);
            Add(row);
            Add(row, "", "W01");
        }

        foreach (var ending in new[] { ".cram.gz", ".report", ".dat" })
        {
            var row = NextRow(out var specimen);
            Add(row with { Filepath = study.Upload($"{Folder}/{specimen.Label}{ending}"), DataType = "Other" }, Filepath, "W02");
        }
    }

    private DemoRow Change(Func<DemoRow, DemoRow> change) => change(NextRow(out _));

    /// <summary>A right row of a specimen of its own, so that one mistake never causes a second.</summary>
    private DemoRow NextRow(out DemoSpecimen specimen)
    {
        specimen = study.AddSpecimen($"heart-m{++_specimens:d2}", "cram");
        return study.Row(specimen, study.Upload($"{Folder}/{specimen.Label}.g.vcf.gz"), "gVCF", Workflow, specimen.Sources[0]);
    }

    private void Add(DemoRow row, string? column = null, string? code = null)
    {
        _rows.Add(row);
        if (column is not null && code is not null)
        {
            _issues.Add(new(_rows.Count + 1, column, code));
        }
    }

    private static string OneOff(string id) => id[..^1] + (id[^1] == '7' ? '8' : '7');
}
