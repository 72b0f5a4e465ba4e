using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>A farm that keeps what its workers write, and can say how one stands.</summary>
public interface IWorkerOutput
{
    /// <returns>Null: there is nothing to say of it.</returns>
    Task<WorkerOutput?> OutputAsync(Worker worker, CancellationToken cancellationToken);
}

/// <param name="Standing">One sentence: how it stands, or why it ended.</param>
/// <param name="Tail">The end of what it wrote; null: it wrote nothing.</param>
public sealed record WorkerOutput(string Standing, string? Tail);

/// <summary>The end of a text that may be long.</summary>
public static class OutputTail
{
    private const int Most = 16_000;

    /// <returns>Null where there is no such file, or nothing in it.</returns>
    public static async Task<string?> OfAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Seek(-Math.Min(file.Length, Most), SeekOrigin.End);
            using var reader = new StreamReader(file);
            var text = (await reader.ReadToEndAsync(cancellationToken)).TrimEnd();
            return text.Length == 0 ? null : text;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
