using System.Globalization;
using System.Xml;

namespace Portal.Jobs.ImagingOrders.Leica;

/// <summary>Reads the description at the head of a Leica file, as a stream: it can be large, and whoever wrote it may mean harm.</summary>
internal static class LeicaXml
{
    private const long MostCharacters = 64_000_000;
    private const int Deepest = 200;
    private const int MostItems = 100_000;
    private const string Element = "Element";
    private static readonly XmlReaderSettings Careful = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostCharacters, CloseInput = false };

    /// <returns>The outermost element, and the files it refers to where its parts lie in others.</returns>
    /// <exception cref="LeicaException">It is none.</exception>
    public static LeicaDocument Read(TextReader text) => Read(() => XmlReader.Create(text, Careful));

    /// <summary>Of a file that is all description and says itself how it is encoded.</summary>
    public static LeicaDocument Read(Stream stream) => Read(() => XmlReader.Create(stream, Careful));

    private static LeicaDocument Read(Func<XmlReader> open)
    {
        try
        {
            using var xml = open();
            return Elements(xml);
        }
        catch (Exception e) when (e is XmlException or ArgumentException)
        {
            throw new LeicaException($"its description is no XML: {e.Message}");
        }
    }

    private static LeicaDocument Elements(XmlReader xml)
    {
        var (open, count) = (new Stack<LeicaElement>(), 0);
        while (xml.Read())
        {
            if (xml.Depth > Deepest || count > MostItems)
            {
                throw new LeicaException("its description is larger than any real one");
            }

            if (xml is { NodeType: XmlNodeType.EndElement, Name: Element } && open.Pop() is var ended && open.Count == 0)
            {
                return new(ended.Item(), ended.References); // what follows the header in the file is no XML
            }

            if (xml is { NodeType: XmlNodeType.Element, Name: Element, IsEmptyElement: false })
            {
                count++;
                open.Push(new(xml.GetAttribute("Name") ?? "", xml.GetAttribute("UniqueID") ?? "", open.TryPeek(out var outer) ? outer : null));
            }
            else if (xml.NodeType == XmlNodeType.Element && open.TryPeek(out var inner))
            {
                inner.Take(xml);
            }
        }

        throw new LeicaException("its description ends too early");
    }
}

/// <param name="References">Files with the parts, as written; relative to this one.</param>
internal sealed record LeicaDocument(LeicaItem Item, IReadOnlyList<(string File, string Id)> References);

/// <summary>One element while it is read.</summary>
internal sealed class LeicaElement
{
    private readonly string _name;
    private readonly string _id;
    private readonly LeicaElement? _outer;
    private readonly List<LeicaElement> _inner = [];
    private readonly Dictionary<int, (int Count, double Length, string Unit)> _dimensions = [];
    private int _channels;
    private int _pixelBytes;
    private bool _isFolder;
    private bool _isImage;
    private bool _isRgb;
    private DateTimeOffset? _at;

    public LeicaElement(string name, string id, LeicaElement? outer)
    {
        (_name, _id, _outer) = (name, id, outer);
        outer?._inner.Add(this);
    }

    public List<(string File, string Id)> References { get; } = [];

    private DateTimeOffset? At => _at ?? _outer?.At;

    public void Take(XmlReader xml)
    {
        switch (xml.Name)
        {
            case "Children":
                _isFolder = true;
                break;
            case "Image":
                _isImage = true;
                break;
            case "ChannelDescription":
                _channels++;
                _isRgb |= Number(xml, "ChannelTag") != 0;
                _pixelBytes += Math.Clamp((Number(xml, "Resolution") + 7) / 8, 1, 16);
                break;
            case "DimensionDescription":
                _dimensions[Number(xml, "DimID")] = (Number(xml, "NumberOfElements"), Double(xml, "Length"), xml.GetAttribute("Unit") ?? "");
                break;
            case "TimeStamp":
                _at ??= Time(xml);
                break;
            case "Reference" when xml.GetAttribute("File") is { Length: > 0 } file:
                References.Add((file, xml.GetAttribute("UUID") ?? ""));
                break;
        }
    }

    // Regions and settings of the microscope are elements too; they are neither images nor folders.
    public LeicaItem Item() => new(_name, _id, _isImage ? Facts() : null, [.. _inner.Where(i => i._isImage || i._isFolder).Select(i => i.Item())]);

    // Numbers of the dimensions: 1 to 3 in space, 4 time, 10 tiles.
    private LeicaFacts Facts() => new(Count(1), Count(2), Count(3), Count(4), Count(10), Math.Max(1, _isRgb ? 1 : _channels), _isRgb, Voxel(1), Voxel(2), Voxel(3),
        _dimensions.TryGetValue(1, out var x) ? x.Unit : "", At) { PixelBytes = _pixelBytes };

    private int Count(int dimension) => _dimensions.TryGetValue(dimension, out var d) ? Math.Max(1, d.Count) : 1;

    // The length is from the middle of the first to the middle of the last.
    private double Voxel(int dimension) => _dimensions.TryGetValue(dimension, out var d) && d.Count > 1 ? d.Length / (d.Count - 1) : 0;

    private static DateTimeOffset? Time(XmlReader xml)
    {
        var ticks = ((long)(uint)Math.Max(0, Long(xml, "HighInteger")) << 32) + (uint)Math.Max(0, Long(xml, "LowInteger"));
        return ticks > 0 && ticks < DateTime.MaxValue.ToFileTimeUtc() ? DateTimeOffset.FromFileTime(ticks).ToUniversalTime() : null;
    }

    private static int Number(XmlReader xml, string attribute) => (int)Math.Clamp(Long(xml, attribute), int.MinValue, int.MaxValue);

    private static long Long(XmlReader xml, string attribute) => long.TryParse(xml.GetAttribute(attribute), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static double Double(XmlReader xml, string attribute) => double.TryParse(xml.GetAttribute(attribute), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

/// <summary>Why a Leica file tells nothing; goes on after the file's name.</summary>
internal sealed class LeicaException(string message) : Exception(message);
