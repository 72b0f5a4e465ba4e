using System.Text;
using Portal.Shell.Idempotency;

namespace Portal.Tests.Shell.Idempotency;

public sealed class HashedStreamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task The_same_form_has_the_same_hash_whatever_its_boundary_and_however_it_arrives(int piece)
    {
        var one = await HashAsync("first-boundary-0001", "a file", piece);
        var other = await HashAsync("a-much-longer-second-boundary-of-another-program", "a file", 64);

        one.ShouldBe(other);
    }

    [Fact]
    public async Task Another_file_has_another_hash() =>
        (await HashAsync("b", "a file", 64)).ShouldNotBe(await HashAsync("b", "a File", 64));

    [Fact]
    public async Task What_the_handler_left_unread_counts_too()
    {
        var read = await HashAsync("bb", "a file", 64);

        await using var hash = new HashedStream(new MemoryStream(Form("bb", "a file")), Encoding.UTF8.GetBytes("bb"));
        (await hash.FinishAsync(CancellationToken.None)).ShouldBe(read);
    }

    private static async Task<string> HashAsync(string boundary, string content, int piece)
    {
        await using var hash = new HashedStream(new MemoryStream(Form(boundary, content)), Encoding.UTF8.GetBytes(boundary));
        var buffer = new byte[piece];
        while (await hash.ReadAsync(buffer) > 0)
        {
        }

        return await hash.FinishAsync(CancellationToken.None);
    }

    private static byte[] Form(string boundary, string content) => Encoding.UTF8.GetBytes($"--{boundary}\r\nContent-Disposition: form-data; name=f\r\n\r\n{content}\r\n--{boundary}--\r\n");
}
