using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Portal.Domain.GwoManifests;

namespace Portal.Jobs.GwoManifests;

/// <summary>
/// A manifest's cells as they stand in its file, on local disk with an index in memory: any window of a hundred thousand rows is there
/// at once, and twelve bytes a row are all that is kept of it. Blank rows are not in it; row numbers stay those of the file.
/// </summary>
public sealed class IndexedSheet
{
    private readonly SafeFileHandle _file;
    private readonly List<long> _offsets;
    private readonly List<int> _rows;

    private IndexedSheet(SafeFileHandle file, List<long> offsets, List<int> rows, IReadOnlyList<string> headers, IReadOnlyDictionary<string, int> places) =>
        (_file, _offsets, _rows, Headers, Places) = (file, offsets, rows, headers, places);

    /// <summary>As the file spells them.</summary>
    public IReadOnlyList<string> Headers { get; }

    /// <summary>Position of a column by the name issues use.</summary>
    public IReadOnlyDictionary<string, int> Places { get; }

    public int Count => _rows.Count;

    public static async Task<IndexedSheet> BuildAsync(ManifestReader reader, string storageKey, string fileName, CancellationToken cancellationToken)
    {
        await using var sheet = await reader.OpenAsync(storageKey, fileName, cancellationToken);
        if (!await sheet.ReadAsync(cancellationToken))
        {
            throw new UnreadableManifestException("The file is empty.");
        }

        var header = ManifestHeader.Read(sheet);
        var headers = Cells(sheet)[..header.Width];
        var handle = File.OpenHandle(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        using var file = new RowFile(handle);
        var rows = new List<int>();
        while (await sheet.ReadAsync(cancellationToken))
        {
            var cells = Cells(sheet);
            if (!Array.TrueForAll(cells, c => ManifestCells.Trim(c.AsSpan()).IsEmpty))
            {
                rows.Add(sheet.Row);
                file.Write(cells);
            }
        }

        return new IndexedSheet(handle, file.End(), rows, headers, PlacesOf(header, headers));
    }

    /// <summary>The file's own row number.</summary>
    public int RowAt(int index) => _rows[index];

    /// <returns>Position of a row, or the complement of where it would be.</returns>
    public int IndexOf(int row) => _rows.BinarySearch(row);

    public string[] Read(int index) => Window(index, 1).Single();

    /// <summary>Every row in order; the file is read in large pieces.</summary>
    public IEnumerable<(int Row, string[] Cells)> All()
    {
        const int Piece = 512;
        for (var from = 0; from < Count; from += Piece)
        {
            var i = from;
            foreach (var cells in Window(from, Math.Min(Piece, Count - from)))
            {
                yield return (RowAt(i++), cells);
            }
        }
    }

    /// <summary>What versions are compared by; the column of our own remarks is none of it.</summary>
    public IEnumerable<RowPrint> Prints()
    {
        var own = AnnotatedCopy.OwnColumn(Headers);
        int[] key = [.. new[] { ManifestColumns.Filepath, ManifestColumns.SourceRead, ManifestColumns.Biospecimen }.Select(c => Places.GetValueOrDefault(c, -1))];
        foreach (var (row, cells) in All())
        {
            yield return new RowPrint(row,
                Print(key.Select(k => k >= 0 && k < cells.Length ? cells[k] : "")),
                Print(cells.Where((_, c) => c != own)));
        }
    }

    internal static string[] Cells(ManifestSheet sheet)
    {
        var cells = new string[sheet.Cells];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = sheet.Cell(i);
        }

        return cells;
    }

    private IEnumerable<string[]> Window(int from, int count)
    {
        var bytes = new byte[(int)(_offsets[from + count] - _offsets[from])];
        RandomAccess.Read(_file, bytes, _offsets[from]);
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        for (var row = 0; row < count; row++)
        {
            var cells = new string[reader.Read7BitEncodedInt()];
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = reader.ReadString();
            }

            yield return cells;
        }
    }

    private static UInt128 Print(IEnumerable<string> cells)
    {
        var text = string.Join('\u001f', cells.Select(ManifestCells.Trim)).TrimEnd('\u001f');
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BitConverter.ToUInt128(hash);
    }

    private static Dictionary<string, int> PlacesOf(ManifestHeader header, string[] headers)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var column in ManifestColumns.All.Where(c => header[c] >= 0))
        {
            places[column] = header[column];
        }

        for (var i = 0; i < headers.Length; i++)
        {
            places.TryAdd(ManifestCells.Trim(headers[i]), i);
        }

        return places;
    }

    /// <summary>Rows one behind the other, and where each begins.</summary>
    private sealed class RowFile(SafeFileHandle file) : IDisposable
    {
        private const int Block = 1 << 16;
        private readonly MemoryStream _buffer = new(Block * 2);
        private readonly List<long> _offsets = [];
        private long _written;

        public void Write(string[] cells)
        {
            _offsets.Add(_written + _buffer.Position);
            using (var writer = new BinaryWriter(_buffer, Encoding.UTF8, leaveOpen: true))
            {
                writer.Write7BitEncodedInt(cells.Length);
                foreach (var cell in cells)
                {
                    writer.Write(cell);
                }
            }

            if (_buffer.Position > Block)
            {
                Flush();
            }
        }

        public void Dispose() => _buffer.Dispose();

        public List<long> End()
        {
            Flush();
            _offsets.Add(_written);
            return _offsets;
        }

        private void Flush()
        {
            RandomAccess.Write(file, _buffer.GetBuffer().AsSpan(0, (int)_buffer.Length), _written);
            _written += _buffer.Length;
            _buffer.SetLength(0);
        }
    }
}
