using System.IO.Compression;
using System.Text;
using Portal.Jobs.GwoManifests;

namespace Portal.Tests.GwoManifests;

/// <summary>Files nobody means well with: each ends in a table or a sentence, and none in much memory.</summary>
public sealed class ManifestFuzzTests
{
    private const long MostMemory = 200_000_000;

    [Theory]
    [InlineData(".tsv")]
    [InlineData(".csv")]
    [InlineData(".txt")]
    [InlineData(".xlsx")]
    [InlineData(".xls")]
    public async Task Random_bytes_end_in_a_table_or_a_sentence(string ending)
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(1, 20_000)];
            random.NextBytes(bytes);
            byte[] start = (seed % 4) switch { 0 => [], 1 => [0x50, 0x4B, 0x03, 0x04], 2 => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], _ => [0xFF, 0xFE] };
            start.AsSpan(0, Math.Min(start.Length, bytes.Length)).CopyTo(bytes);

            await ReadsOrRefusesAsync(() => new MemoryStream(bytes), "a" + ending);
        }
    }

    [Fact]
    public async Task A_workbook_cut_off_or_with_flipped_bytes_ends_in_a_table_or_a_sentence()
    {
        var whole = Workbook.OfTable(Study.Manifest([.. Enumerable.Range(1, 200).Select(i => Study.Row(1, path: $"s3://{Study.Bucket}/x/{i}.vcf"))]));
        for (var length = 4; length < whole.Length; length += Math.Max(1, whole.Length / 40))
        {
            await ReadsOrRefusesAsync(() => new MemoryStream(whole[..length]), "a.xlsx");
        }

        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var damaged = whole.ToArray();
            for (var i = 0; i < 5; i++)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)random.Next(1, 256);
            }

            await ReadsOrRefusesAsync(() => new MemoryStream(damaged), "a.xlsx");
        }
    }

    [Fact]
    public async Task Mutated_text_ends_in_a_table_or_a_sentence()
    {
        var good = Encoding.UTF8.GetBytes(Study.Manifest([.. Enumerable.Range(0, 30).Select(_ => Study.Row(1))]));
        byte[] nasty = [(byte)'"', (byte)'\t', (byte)'\n', (byte)'\r', (byte)',', (byte)';', 0x81, 0xFF, 0xEF];
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var bytes = good.ToArray();
            for (var i = 0; i < 20; i++)
            {
                bytes[random.Next(bytes.Length)] = nasty[random.Next(nasty.Length)];
            }

            await ReadsOrRefusesAsync(() => new MemoryStream(bytes), "a.tsv");
        }
    }

    [Fact]
    public async Task A_workbook_that_unpacks_to_far_more_than_it_seems_is_refused()
    {
        var sheet = Bomb("xl/worksheets/sheet1.xml", $"<worksheet><sheetData>", "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>x</t></is></c></row>");
        var text = Bomb("xl/sharedStrings.xml", "<sst><si><t>", new string('x', 64));

        foreach (var bomb in new[] { sheet, text })
        {
            bomb.Length.ShouldBeLessThan(5_000_000);
            (await RefusedAsync(() => new MemoryStream(bomb), "a.xlsx")).ShouldContain("unpacks to far more");
        }
    }

    [Fact]
    public async Task A_line_without_end_is_refused_without_being_held() =>
        (await RefusedAsync(() => new EndlessLine(1_000_000_000), "a.tsv")).ShouldContain("more than a million characters");

    [Fact]
    public async Task Ten_thousand_columns_are_refused_as_text_and_as_workbook()
    {
        var header = string.Join('\t', Enumerable.Range(0, 10_000).Select(i => $"c{i}"));

        (await RefusedAsync(() => new MemoryStream(Encoding.UTF8.GetBytes(header + "\n" + header)), "a.tsv")).ShouldContain("10,000 columns");
        var workbook = Workbook.OfTable(header);
        (await RefusedAsync(() => new MemoryStream(workbook), "a.xlsx")).ShouldContain("10,000 columns");
    }

    private static async Task<string> RefusedAsync(Func<Stream> open, string name)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var refusal = await Should.ThrowAsync<UnreadableManifestException>(() => Manifests.ReadAsync(open, name));
        (GC.GetTotalMemory(forceFullCollection: false) - before).ShouldBeLessThan(MostMemory);
        return refusal.Message;
    }

    private static async Task ReadsOrRefusesAsync(Func<Stream> open, string name)
    {
        try
        {
            (await Manifests.ReadAsync(open, name)).ShouldNotBeNull();
        }
        catch (UnreadableManifestException e)
        {
            e.Message.ShouldMatch(@"^[A-Z“].+\.$");
        }
    }

    // 400 MB of the same words.
    private static byte[] Bomb(string part, string start, string again)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry(part, CompressionLevel.SmallestSize).Open();
            entry.Write(Encoding.UTF8.GetBytes(start));
            var block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(again, 20_000)));
            for (var written = 0L; written < 400_000_000; written += block.Length)
            {
                entry.Write(block);
            }
        }

        return stream.ToArray();
    }

    /// <summary>So many letters without a line break, made as they are read.</summary>
    private sealed class EndlessLine(long length) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - _position);
            buffer.AsSpan(offset, read).Fill((byte)'x');
            _position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
