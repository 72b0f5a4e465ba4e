using System.Text;
using Portal.Domain.GenomeCatalogues;
using Portal.Jobs.Storage;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>The catalogue's folder: one folder a genome, and two files of its own. Everything in it is read through <see cref="ConfinedFile"/>.</summary>
/// <param name="whileReading">For who wants to disturb a reading.</param>
internal sealed class ResultsFolder(string catalogue, string root, GenomeCatalogueOptions limits, Action? whileReading = null)
{
    public const string Summary = "catalogue_summary.json";
    public const string Tree = "phylo_tree.json";
    private static readonly EnumerationOptions All = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <summary>Names of the folders, each a genome, in one order everywhere. Those that begin with a dot are none.</summary>
    public IReadOnlyList<string> Genomes() =>
        [.. Directory.EnumerateDirectories(catalogue, "*", All).Select(d => Path.GetFileName(d)).Where(n => !n.StartsWith('.')).Order(StringComparer.Ordinal)];

    /// <summary>Files beside the genomes that nobody expects.</summary>
    public IReadOnlyList<string> Unexpected() =>
        [.. Directory.EnumerateFiles(catalogue, "*", All).Select(f => Path.GetFileName(f)).Where(n => n is not (Summary or Tree)).Order(StringComparer.Ordinal)];

    public bool HasFolder(string path) => Directory.Exists(Path.Combine(catalogue, path));

    /// <returns>Bytes of the file; null when it is not there.</returns>
    /// <exception cref="UnreadableFileException">It may not or cannot be read.</exception>
    public long? SizeOf(string path) => ConfinedFile.SizeOf(Path.Combine(catalogue, path), root);

    public byte[]? Json(string path, Action<GenomeProblem> tell, string genome = "") => Read(path, limits.MaxJsonBytes, tell, genome);

    public byte[]? Large(string path, Action<GenomeProblem> tell, string genome = "") => Read(path, limits.MaxTableBytes, tell, genome);

    /// <summary>The table, read as JSON text by <paramref name="read"/>; null when it is not there or was told to be wrong.</summary>
    public string? Table(string path, Func<TextReader, string> read, Action<GenomeProblem> tell, string genome)
    {
        if (Read(path, limits.MaxTableBytes, tell, genome) is not { } bytes)
        {
            return null;
        }

        try
        {
            using var reader = new StreamReader(new MemoryStream(bytes), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            return read(reader);
        }
        catch (DecoderFallbackException)
        {
            tell(new(GenomeRules.TableMalformed, genome, path, "It is not UTF-8."));
        }
        catch (FormatException e)
        {
            tell(new(GenomeRules.TableMalformed, genome, path, e.Message));
        }

        return null;
    }

    // Whole, and the same from beginning to end; otherwise told, and null.
    private byte[]? Read(string path, long most, Action<GenomeProblem> tell, string genome)
    {
        try
        {
            using var stream = Open(path);
            if (stream is null)
            {
                return null;
            }

            if (stream.Length > most)
            {
                tell(new(GenomeRules.TooLarge, genome, path, $"It has {stream.Length:N0} bytes; {most:N0} are the most for a file of this kind."));
                return null;
            }

            var (length, changed) = (stream.Length, File.GetLastWriteTimeUtc(stream.SafeFileHandle));
            var bytes = new byte[length];
            stream.ReadExactly(bytes);
            whileReading?.Invoke();
            if (stream.Length != length || File.GetLastWriteTimeUtc(stream.SafeFileHandle) != changed)
            {
                tell(new(GenomeRules.Changed, genome, path, "Wait until what writes it has finished, then scan again."));
                return null;
            }

            return bytes;
        }
        catch (UnreadableFileException e)
        {
            tell(new(GenomeRules.Unreadable, genome, path, $"It {e.Message}."));
        }
        catch (EndOfStreamException)
        {
            tell(new(GenomeRules.Changed, genome, path, "It became shorter. Wait until what writes it has finished, then scan again."));
        }
        catch (IOException e)
        {
            tell(new(GenomeRules.Unreadable, genome, path, $"It cannot be read: {e.Message}"));
        }

        return null;
    }

    private FileStream? Open(string path) => ConfinedFile.Open(Path.Combine(catalogue, path), root);
}
