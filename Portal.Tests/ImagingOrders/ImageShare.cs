using Microsoft.Extensions.Options;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders;
using Portal.Jobs.ImagingOrders.Configuration;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Portal.Tests.ImagingOrders;

/// <summary>A folder of images with two groups' folders in it, and who looks through them.</summary>
internal sealed class ImageShare : IAsyncDisposable
{
    public const string Group = "Demuth lab";
    public const string Other = "Other lab";

    private readonly TemporaryFolder _folder = new();
    private readonly NpgsqlDataSource _source;

    private ImageShare(NpgsqlDataSource source, FakeClock clock)
    {
        _source = source;
        var options = new ImagingOrderOptions { Mount = Mount };
        options.GroupFolders[Group] = "labs/demuth";
        options.GroupFolders[Other] = "labs/other";
        Directory.CreateDirectory(At(""));
        Directory.CreateDirectory(Path.Combine(Mount, "labs/other"));
        var configuration = new ImagingConfiguration(Options.Create(options));
        Folders = new GroupFolders(Options.Create(options), configuration);
        Metadata = new MetadataFiles(Folders, new Permissions(new Contexts(source), clock));
        Sizes = new FolderSizes(Folders, new Permissions(new Contexts(source), clock), clock);
        Files = new ImageFiles(Folders, configuration, new Permissions(new Contexts(source), clock), new Contexts(source), clock);
    }

    public string Mount => Path.Combine(_folder.Path, "data");

    public GroupFolders Folders { get; }

    public ImageFiles Files { get; }

    public MetadataFiles Metadata { get; }

    public FolderSizes Sizes { get; }

    public static async Task<ImageShare> CreateAsync(TestDatabase database) => new(NpgsqlDataSource.Create(await database.CreateAsync()), new FakeClock());

    public string At(string below) => Path.Combine(Mount, "labs/demuth", below);

    /// <summary>Lays a file down, with its folders.</summary>
    public void Write(string below, string content = "pixels")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(below))!);
        File.WriteAllText(At(below), content);
    }

    public Task<FileListing> ListAsync(string? path, string? search = null, string? cursor = null, int limit = FileQuestion.PageSize) =>
        Files.ListAsync(new(Group, path, search, cursor, limit), Actor.Portal, CancellationToken.None);

    public Task<IReadOnlyList<string>> CheckAsync(params string[] paths) => Files.CheckAsync(Group, paths, Actor.Portal, CancellationToken.None);

    /// <summary>What was written down about refused paths.</summary>
    public async Task<IReadOnlyList<AuditEntry>> RefusedAsync()
    {
        await using var db = new Contexts(_source).CreateDbContext();
        return await db.AuditEntries.Where(a => a.Action == "imaging-files.refuse").OrderBy(a => a.At).ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _folder.Dispose();
    }
}
