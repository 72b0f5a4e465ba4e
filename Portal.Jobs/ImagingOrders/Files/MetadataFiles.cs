using System.Text;
using CsvHelper;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.Storage;

namespace Portal.Jobs.ImagingOrders.Files;

/// <param name="Path">Of the metadata.csv, below the group's folder.</param>
/// <param name="Problem">Why it could not be read; null where it was.</param>
public sealed record MetadataFile(string Path, MetadataTable Table, string? Problem);

/// <summary>Reads the metadata.csv beside files: the importer writes what is in it onto their images.</summary>
public sealed class MetadataFiles(GroupFolders folders, Permissions permissions)
{
    private const int MostFolders = 100;
    private const int MostBytes = 1_000_000;

    /// <param name="paths">What is to be ordered.</param>
    /// <returns>One for each folder of theirs that has one, and for its folder of converted files.</returns>
    public async Task<IReadOnlyList<MetadataFile>> BesideAsync(string groupName, IReadOnlyCollection<string> paths, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.OmeroGroup(groupName), Role.Curator, "look through a group’s images", cancellationToken);
        using var group = folders.Open(groupName);
        var beside = paths.Select(p => OrderPath.Read(p).Path).Select(p => p[..(p.LastIndexOf('/') + 1)]).Distinct(StringComparer.Ordinal).Take(MostFolders);
        return [.. beside.SelectMany(f => new[] { f, $"{f}{ContainerCommand.ProcessedFolder}/" }).Select(f => Read(group, f + MetadataTable.FileName)).OfType<MetadataFile>()];
    }

    private static MetadataFile? Read(GroupFolder group, string path)
    {
        try
        {
            using var entry = group.Look(path);
            return entry is null ? null
                : !entry.IsFile ? Unread(path, "It is no file.")
                : entry.Size > MostBytes ? Unread(path, $"It is larger than {MostBytes:N0} bytes; is it the right file?")
                : new(path, MetadataTable.Of(Lines(new FileStream(entry.Handle, FileAccess.Read, bufferSize: 0))), Problem: null);
        }
        catch (Exception e) when (e is PathRefusedException or UnreadableFileException or CsvFormatException or IOException)
        {
            return Unread(path, e switch
            {
                CsvFormatException => "It cannot be read: a quotation mark is not closed, or it is no text.",
                UnreadableFileException => $"It {e.Message}.",
                _ => "It is a link that leads out of the group’s folder.",
            });
        }
    }

    private static MetadataFile Unread(string path, string problem) => new(path, MetadataTable.Empty, problem);

    private static List<(int Line, IReadOnlyList<string> Cells)> Lines(FileStream stream)
    {
        var lines = new List<(int, IReadOnlyList<string>)>();
        using var reader = CsvReader.Create(stream, CsvReaderOptions.Default with { HasHeader = false, SkipEmptyLines = false, Separator = ',', Encoding = Encoding.UTF8, MaxRecordSize = MostBytes }, leaveOpen: false);
        for (var line = 1; reader.Read(); line++)
        {
            if (reader.FieldCount > 1 || reader.GetString(0).Length > 0)
            {
                lines.Add((line, [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]));
            }
        }

        return lines;
    }
}
