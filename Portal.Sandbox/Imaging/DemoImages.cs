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
        ToTry(Path.Combine(folder, "2026-11-21 ten files"));
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

    // Three kinds, all whole: pictures of a few pixels, the same with their metadata, and files that have to be converted. One of them OMERO does not take.
    private static void ToTry(string folder)
    {
        Directory.CreateDirectory(folder);
        for (var i = 1; i <= 4; i++)
        {
            File.WriteAllBytes(Path.Combine(folder, i == 4 ? "slide_04_fail.tif" : $"slide_{i:D2}.tif"), Tiff(description: null));
        }

        for (var i = 1; i <= 3; i++)
        {
            File.WriteAllBytes(Path.Combine(folder, $"stack_{i:D2}.ome.tif"), Tiff($"""<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0" Name="stack {i}"><Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint8" SizeX="8" SizeY="8" SizeZ="1" SizeC="1" SizeT="1"><TiffData/></Pixels></Image></OME>"""));
            File.WriteAllBytes(Path.Combine(folder, $"leica_{i:D2}.lif"), Lif($"leica_{i:D2}", i));
        }

        File.WriteAllText(Path.Combine(folder, "metadata.csv"), "stain,DAPI\nobjective,63x\n");
    }

    // Eight by eight grey pixels, one strip, little-endian.
    private static byte[] Tiff(string? description)
    {
        var text = description is null ? [] : Encoding.ASCII.GetBytes(description + "\0");
        (ushort Tag, ushort Type, uint Count, uint Value)[] entries =
        [
            (256, 3, 1, 8), (257, 3, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
            .. text.Length > 0 ? new (ushort, ushort, uint, uint)[] { (270, 2, (uint)text.Length, 72) } : [],
            (273, 4, 1, 8), (277, 3, 1, 1), (278, 3, 1, 8), (279, 4, 1, 64),
        ];
        using var file = new MemoryStream();
        using var write = new BinaryWriter(file);
        write.Write("II*\0"u8);
        write.Write((uint)(72 + text.Length + (text.Length % 2)));
        write.Write([.. Enumerable.Range(0, 64).Select(i => (byte)(i * 4))]);
        write.Write(text);
        write.Write(new byte[text.Length % 2]);
        write.Write((ushort)entries.Length);
        foreach (var (tag, type, count, value) in entries)
        {
            write.Write(tag);
            write.Write(type);
            write.Write(count);
            write.Write(value);
        }

        write.Write(0u);
        return file.ToArray();
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
