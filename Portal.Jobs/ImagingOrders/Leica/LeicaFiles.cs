using System.Buffers.Binary;
using System.Text;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Files;

namespace Portal.Jobs.ImagingOrders.Leica;

/// <summary>Finds out what is in a Leica file: from the head of a .lif, or from the files a .xlef refers to.</summary>
internal sealed class LeicaFiles(GroupFolder group)
{
    private const int MostReferences = 2_000;
    private const int FirstMark = 0x70;
    private const byte SecondMark = 0x2A;
    private readonly Dictionary<string, LeicaItem> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyDictionary<string, LeicaItem>> _byId = new(StringComparer.Ordinal);

    /// <param name="id">Of a folder or image within; null for the outermost folder.</param>
    /// <returns>Null when there is no such thing in it.</returns>
    /// <exception cref="LeicaException">The file is none.</exception>
    public LeicaItem? Find(string path, string? id)
    {
        if (!_read.TryGetValue(path, out var outermost))
        {
            _read[path] = outermost = path.EndsWith(".lif", StringComparison.OrdinalIgnoreCase) ? Lif(path) : Collection(path, Path.GetFileName(path), "", [MostReferences]);
        }

        if (id is null)
        {
            return outermost;
        }

        // Where many images of one file are asked for, it is gone through once.
        if (!_byId.TryGetValue(path, out var byId))
        {
            _byId[path] = byId = All(outermost, [MostReferences]).Where(i => i.Id.Length > 0).GroupBy(i => i.Id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        }

        return byId.GetValueOrDefault(id);
    }

    private LeicaItem Lif(string path)
    {
        using var stream = Open(path);
        Span<byte> head = stackalloc byte[13];
        if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || BinaryPrimitives.ReadInt32LittleEndian(head) != FirstMark || head[8] != SecondMark)
        {
            throw new LeicaException("it does not begin like a LIF file");
        }

        using var text = new StreamReader(stream, Encoding.Unicode, detectEncodingFromByteOrderMarks: false);
        return LeicaXml.Read(text).Item;
    }

    // A file of a collection names its images, each in a file of its own, and further collections.
    private LeicaItem Collection(string path, string name, string id, int[] budget)
    {
        using var stream = Open(path);
        var document = LeicaXml.Read(stream);
        var items = document.References.Select(r => Reference(path, r.File, r.Id, budget)).OfType<LeicaItem>().ToList();
        return new(name, id, Facts: null, items);
    }

    private LeicaItem? Reference(string from, string file, string id, int[] budget)
    {
        if (--budget[0] < 0)
        {
            throw new LeicaException($"it refers to more than {MostReferences:N0} files");
        }

        var path = Beside(from, file);
        return Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".xlif" => Image(path, id),
            ".lof" => new(Path.GetFileNameWithoutExtension(path), id, new(1, 1, 1, 1, 1, 1, IsRgb: false, 0, 0, 0, "", TakenAt: null), []),
            ".xlcf" => new(Path.GetFileNameWithoutExtension(path), id, Facts: null, [], path),
            _ => null,
        };
    }

    private LeicaItem Image(string path, string id)
    {
        using var stream = Open(path);
        var image = LeicaXml.Read(stream).Item;
        return image with { Name = image.Name.Length > 0 ? image.Name : Path.GetFileNameWithoutExtension(path), Id = id.Length > 0 ? id : image.Id, Items = [] };
    }

    private IEnumerable<LeicaItem> All(LeicaItem within, int[] budget)
    {
        foreach (var item in within.Items)
        {
            var whole = item is { Reference: { } file } ? Collection(file, item.Name, item.Id, budget) : item;
            yield return whole;
            foreach (var inner in All(whole, budget))
            {
                yield return inner;
            }
        }
    }

    // Written on Windows, perhaps with signs escaped; it may not climb.
    private static string Beside(string from, string file)
    {
        var parts = Uri.UnescapeDataString(file).Replace('\\', '/').Split('/').Where(p => p is not ("." or "")).ToList();
        var folder = from.Contains('/', StringComparison.Ordinal) ? from[..(from.LastIndexOf('/') + 1)] : "";
        return OrderPath.Read(folder + string.Join('/', parts)).Path;
    }

    private FileStream Open(string path) => group.Look(path) switch
    {
        { IsFile: true } entry => new FileStream(entry.Handle, FileAccess.Read),
        _ => throw new LeicaException($"“{path}” is not there"),
    };
}
