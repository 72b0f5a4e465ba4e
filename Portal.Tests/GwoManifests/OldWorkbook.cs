using System.Text;

namespace Portal.Tests.GwoManifests;

/// <summary>An .xls as Excel 97 wrote it: one sheet of text cells in a compound file.</summary>
internal static class OldWorkbook
{
    private const int Sector = 512;
    private const uint End = 0xFFFFFFFE;
    private const uint Free = 0xFFFFFFFF;

    public static byte[] OfTable(string tsv)
    {
        var stream = Book([.. tsv.TrimEnd('\n').Split('\n').Select(l => l.Split('\t'))]);
        var sectors = Math.Max(8, (stream.Length + Sector - 1) / Sector);
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
        writer.Write(new byte[16]);
        Words(writer, 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0);
        Longs(writer, 0, 1, 1, 0, 4096, End, 0, End, 0, 0); // one FAT sector, the first; the directory is the second
        Longs(writer, [.. Enumerable.Repeat(Free, 108)]);
        Longs(writer, 0xFFFFFFFD, End);
        Longs(writer, [.. Enumerable.Range(2, sectors).Select(i => i == sectors + 1 ? End : (uint)i + 1), .. Enumerable.Repeat(Free, 126 - sectors)]);
        Entry(writer, "Root Entry", 5, child: 1, start: End, size: 0);
        Entry(writer, "Workbook", 2, child: Free, start: 2, size: (uint)(sectors * Sector));
        writer.Write(new byte[256]);
        writer.Write(stream);
        writer.Write(new byte[(sectors * Sector) - stream.Length]);
        return file.ToArray();
    }

    private static byte[] Book(string[][] rows)
    {
        byte[] globals = [.. Record(0x809, Bof(5)), .. Record(0x42, [0xB0, 0x04]), .. Record(0xE0, new byte[20])];
        byte[] name = [0, 0, 6, 0, .. "Sheet1"u8];
        var at = globals.Length + 4 + 4 + name.Length + 4;
        return
        [
            .. globals, .. Record(0x85, [.. BitConverter.GetBytes(at), .. name]), .. Record(0x0A, []),
            .. Record(0x809, Bof(0x10)),
            .. Record(0x200, [.. BitConverter.GetBytes(0), .. BitConverter.GetBytes(rows.Length), 0, 0, .. BitConverter.GetBytes((short)rows[0].Length), 0, 0]),
            .. rows.SelectMany((r, i) => r.SelectMany((c, j) => Record(0x204, [.. Short(i), .. Short(j), 0, 0, .. Short(c.Length), 0, .. Encoding.Latin1.GetBytes(c)]))),
            .. Record(0x0A, []),
        ];
    }

    private static byte[] Bof(int kind) => [0, 6, .. Short(kind), 0xDB, 0x0C, 0xCC, 0x07, 0, 0, 0, 0, 6, 0, 0, 0];

    private static byte[] Record(int id, byte[] content) => [.. Short(id), .. Short(content.Length), .. content];

    private static byte[] Short(int value) => BitConverter.GetBytes((ushort)value);

    private static void Entry(BinaryWriter writer, string name, byte kind, uint child, uint start, uint size)
    {
        var letters = new byte[64];
        Encoding.Unicode.GetBytes(name, letters);
        writer.Write(letters);
        Words(writer, (ushort)((name.Length + 1) * 2));
        writer.Write([kind, 1]);
        Longs(writer, Free, Free, child);
        writer.Write(new byte[36]);
        Longs(writer, start, size, 0);
    }

    private static void Words(BinaryWriter writer, params ushort[] values) => Array.ForEach(values, writer.Write);

    private static void Longs(BinaryWriter writer, params uint[] values) => Array.ForEach(values, writer.Write);
}
