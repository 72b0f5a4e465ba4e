using Portal.Shell.Demo;
using Portal.Tests.Shell.Database;
using Shouldly;
using Xunit;

namespace Portal.Tests.Shell.Demo;

public sealed class DemoCompanionTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Its_first_line_becomes_settings()
    {
        await using var companion = await StartAsync("""echo '{"S3:ServiceUrl":"http://127.0.0.1:9","S3:ForcePathStyle":"true"}'; cat""");

        companion.Settings["S3:ServiceUrl"].ShouldBe("http://127.0.0.1:9");
        companion.Settings["S3:ForcePathStyle"].ShouldBe("true");
    }

    [Fact]
    public async Task It_ends_when_its_input_closes()
    {
        var companion = await StartAsync("echo '{}'; cat; echo ended >&2");

        await companion.DisposeAsync();

        (await File.ReadAllTextAsync(_folder["companion.log"])).ShouldContain("ended");
    }

    [Fact]
    public async Task It_never_blocks_on_what_it_writes()
    {
        var companion = await StartAsync("echo '{}'; head -c 300000 /dev/zero | tr '\\0' x; echo; head -c 300000 /dev/zero | tr '\\0' y >&2; cat; echo written");

        await companion.DisposeAsync();

        (await File.ReadAllTextAsync(_folder["companion.log"])).ShouldContain("written");
    }

    [Fact]
    public async Task One_that_ends_at_once_is_reported_with_where_to_look()
    {
        var refused = await Should.ThrowAsync<DemoCompanionException>(StartAsync("echo port taken >&2; exit 3"));

        refused.Message.ShouldContain("ended before it said anything");
        refused.Message.ShouldContain(_folder["companion.log"]);
    }

    [Fact]
    public async Task One_that_talks_nonsense_is_reported_and_ended()
    {
        var refused = await Should.ThrowAsync<DemoCompanionException>(StartAsync("echo listening on 9; cat"));

        refused.Message.ShouldContain("first line is not a flat JSON object");
    }

    [Fact]
    public async Task One_that_is_not_built_is_reported()
    {
        var refused = await Should.ThrowAsync<DemoCompanionException>(
            () => DemoCompanion.StartAsync(_folder["missing.dll"], _folder.Path, CancellationToken.None));

        refused.Message.ShouldContain("missing.dll does not exist");
    }

    private Task<DemoCompanion> StartAsync(string script) =>
        DemoCompanion.StartAsync(["sh", "-c", script], _folder.Path, TestContext.Current.CancellationToken);
}
