using Portal.Jobs.Storage;

namespace Portal.Tests.Storage;

public sealed class FolderFileStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-files-").FullName;

    [Fact]
    public async Task What_is_written_is_read_back_under_its_key()
    {
        var store = new FolderFileStore(_folder);

        var bytes = await store.WriteAsync("a/b.txt", (stream, token) => stream.WriteAsync("hello"u8.ToArray(), token).AsTask(), CancellationToken.None);

        bytes.ShouldBe(5);
        using var reader = new StreamReader(await store.OpenAsync("a/b.txt", CancellationToken.None));
        (await reader.ReadToEndAsync()).ShouldBe("hello");
    }

    [Fact]
    public async Task A_write_that_breaks_off_leaves_nothing_and_keeps_what_was_there()
    {
        var store = new FolderFileStore(_folder);
        await store.WriteAsync("a", (stream, token) => stream.WriteAsync("old"u8.ToArray(), token).AsTask(), CancellationToken.None);

        await Should.ThrowAsync<IOException>(() => store.WriteAsync("a", async (stream, token) =>
        {
            await stream.WriteAsync("new"u8.ToArray(), token);
            throw new IOException("the line went dead");
        }, CancellationToken.None));

        using var reader = new StreamReader(await store.OpenAsync("a", CancellationToken.None));
        (await reader.ReadToEndAsync()).ShouldBe("old");
        Directory.GetFiles(_folder).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../outside")]
    public async Task No_key_leads_out_of_the_folder(string key) =>
        await Should.ThrowAsync<ArgumentException>(() => new FolderFileStore(_folder).OpenAsync(key, CancellationToken.None));

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_found_out()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");

        await Should.ThrowAsync<IOException>(() => new FolderFileStore(file).ProveAsync(CancellationToken.None));
        await new FolderFileStore(Path.Combine(_folder, "made-when-needed")).ProveAsync(CancellationToken.None);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
