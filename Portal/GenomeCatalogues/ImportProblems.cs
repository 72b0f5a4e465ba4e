namespace Portal.GenomeCatalogues;

/// <summary>The problems of an import, which has no page of a scan.</summary>
public sealed class ImportProblems : ScanRunPanel
{
    protected override bool IsScan => false;
}
