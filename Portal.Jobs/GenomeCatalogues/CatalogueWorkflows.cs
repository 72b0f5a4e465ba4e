using Portal.Domain.Runs;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Finds every problem of a results folder, and what an import would change. Writes nothing anybody sees.</summary>
public sealed class CatalogueScanWorkflow(ValidatePipelineVersion version, ParseOptions parse, GetGoldBiome biome, GetCatalogue catalogue, ScanGenomeDirectories scan, CompareWithRelease compare) : IWorkflow
{
    public const string WorkflowName = "catalogue-scan";

    public string Name => WorkflowName;

    public string Title => "Genome catalogue scan";

    public IReadOnlyList<IStep> Steps => [version, parse, biome, catalogue, scan, compare];
}

/// <summary>Imports a results folder as a release that is ready to publish, whole or not at all.</summary>
public sealed class CatalogueImportWorkflow(
    ValidatePipelineVersion version, ParseOptions parse, GetGoldBiome biome, GetCatalogue catalogue, ScanGenomeDirectories scan,
    ProcessGenomes genomes, UploadGenomeAnnotations annotations, UploadGenomeFiles files, UploadCatalogueFiles catalogueFiles, ValidateImport validate) : IWorkflow
{
    public const string WorkflowName = "catalogue-import";

    public string Name => WorkflowName;

    public string Title => "Genome catalogue import";

    public IReadOnlyList<IStep> Steps => [version, parse, biome, catalogue, scan, genomes, annotations, files, catalogueFiles, validate];
}
