using System.Text.Json;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>The catalogue's summary and its tree; the tree is kept, so that its page does not need the folder.</summary>
public sealed class UploadCatalogueFiles(CatalogueWork work, IFileStore files) : IStep
{
    internal const string ContentsKey = "catalogue-files";

    public string Name => "upload-catalogue-files";

    public string Title => "Upload catalogue files";

    public static string TreeKey(Guid generation) => $"genome-catalogues/{generation}/{ResultsFolder.Tree}";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var task = await CatalogueWork.TaskAsync(context, cancellationToken);
        var folder = work.Folder(task);
        void Tell(GenomeProblem problem) => context.Warn($"{problem.Rule.Code}: {problem.Path}: {problem.Message}");
        var (summary, tree) = (CatalogueFiles.Summary(folder, Tell), CatalogueFiles.Tree(folder, Tell));
        if (tree is not null)
        {
            await files.WriteAsync(TreeKey(context.RunId), (stream, token) => stream.WriteAsync(tree, token).AsTask(), cancellationToken);
        }

        var downloads = tree is null ? Array.Empty<Download>() : [CatalogueFiles.TreeDownload(tree.Length)];
        await context.SaveAsync(ContentsKey, new CatalogueFilesFound(summary, JsonSerializer.Serialize(downloads)), cancellationToken);
        return StepResult.Done(tree is null ? "no tree" : "summary and tree");
    }
}

/// <summary>Both are JSON.</summary>
public sealed record CatalogueFilesFound(string OtherStats, string Downloads);
