using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Portal.Sandbox.Imaging;

/// <summary>What a microscope would have written, in small: names, folders and headers are as they are, pixels are not.</summary>
public static class DemoImages
{
    /// <summary>Folder of each group, below the share.</summary>
    public static IReadOnlyDictionary<string, string> Groups { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Demuth lab"] = "demuth-lab",
        ["Light microscopy"] = "facility/light-microscopy",
    };

    /// <summary>Writes the share where it is not there yet.</summary>
    public static void LayDown(string root)
    {
        if (Directory.Exists(root))
        {
            return;
        }

        var making = root + ".making";
        Demuth(Path.Combine(making, Groups["Demuth lab"]));
        Facility(Path.Combine(making, Groups["Light microscopy"]));
        Directory.Move(making, root); // a start that broke off leaves no half share
    }

    private static void Demuth(string folder)
    {
        for (var i = 1; i <= 40; i++)
        {
            Write(folder, $"2026-11-18 confocal/tile_{i:D3}.czi", 20_000 + (i * 311));
        }

        Write(folder, "2026-11-18 confocal/tile_041_fail.czi", 12_000);
        Write(folder, "2026-11-18 confocal/still being written.czi", 0);
        Write(folder, "2026-11-18 confocal/notes.doc", 900);
        File.WriteAllBytes(Path.Combine(folder, "2026-11-18 confocal", "overview_5dpf.lif"), Lif("overview_5dpf", 6));
        Write(folder, "plates/HCS-0412/experiment.db", 64_000);
        Write(folder, "plates/HCS-0412/A01.tif", 4_000);
        Write(folder, "zarr/well_B07.ome.zarr/.zattrs", 240);
        Write(folder, "zarr/well_B07.ome.zarr/0/0.0.0", 4_096);
    }

    private static void Facility(string folder)
    {
        Write(folder, "slides/S-1182.svs", 90_000);
        Write(folder, "slides/S-1183.svs", 87_000);
        File.WriteAllBytes(Path.Combine(folder, "slides", "control_bad.lif"), Lif("control_bad", 2));
    }

    private static void Write(string folder, string path, int bytes)
    {
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, new byte[bytes]);
    }

    // A header that says what there would be, and nothing after it.
    private static byte[] Lif(string name, int images)
    {
        var elements = string.Concat(Enumerable.Range(1, images).Select(i => string.Create(CultureInfo.InvariantCulture,
            $"""<Element Name="Series {i:D3}" UniqueID="{name}-{i}"><Data><Image><ImageDescription><Channels><ChannelDescription ChannelTag="0"/><ChannelDescription ChannelTag="0"/></Channels><Dimensions><DimensionDescription DimID="1" NumberOfElements="1024" Length="{1.023e-4}" Unit="m"/><DimensionDescription DimID="2" NumberOfElements="1024" Length="{1.023e-4}" Unit="m"/><DimensionDescription DimID="3" NumberOfElements="{20 + i}" Length="2e-5" Unit="m"/></Dimensions></ImageDescription></Image></Data></Element>""")));
        var xml = $"""<LMSDataContainerHeader Version="2"><Element Name="{name}" UniqueID="{name}"><Data><Experiment><TimeStamp HighInteger="31219000" LowInteger="0"/></Experiment></Data><Children>{elements}</Children></Element></LMSDataContainerHeader>""";
        var file = new byte[13 + (xml.Length * 2)];
        BinaryPrimitives.WriteInt32LittleEndian(file, 0x70);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), 5 + (xml.Length * 2));
        file[8] = 0x2A;
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(9), xml.Length);
        Encoding.Unicode.GetBytes(xml, file.AsSpan(13));
        return file;
    }
}
