using System.Text.Json;
using Portal.Shell.Demo;
using Portal.Tests.Shell.Database;
using Shouldly;
using Xunit;

namespace Portal.Tests.Shell.Demo;

public sealed class DemoCredentialsTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_start_keeps_passwords_and_key_and_tells_the_new_address()
    {
        var first = await MakeAsync("http://127.0.0.1:1", ("curator", "Curator"), ("admin", "Admin"));
        await first.WriteAsync(_folder.Path, CancellationToken.None);

        var second = await MakeAsync("http://127.0.0.1:2", ("admin", "Admin"), ("curator", "Curator"), ("viewer", "Viewer"));

        second.ApiKey.ShouldBe(first.ApiKey);
        second.Url.ShouldBe("http://127.0.0.1:2");
        second.Users.Select(user => user.Name).ShouldBe(["admin", "curator", "viewer"]);
        second.Users.ShouldContain(first.Users[0]);
        second.Users.ShouldContain(first.Users[1]);
    }

    [Fact]
    public async Task The_file_is_readable_by_its_owner_only_and_by_scripts()
    {
        var credentials = await MakeAsync("http://127.0.0.1:1", ("admin", "Admin"));

        await credentials.WriteAsync(_folder.Path, CancellationToken.None);

        _folder.IsPrivate("demo-credentials.json").ShouldBeTrue();
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(_folder["demo-credentials.json"]));
        var user = file.RootElement.GetProperty("users")[0];
        user.GetProperty("name").GetString().ShouldBe("admin");
        user.GetProperty("role").GetString().ShouldBe("Admin");
        user.GetProperty("password").GetString().ShouldBe(credentials.Users[0].Password);
        file.RootElement.GetProperty("apiKey").GetString().ShouldBe(credentials.ApiKey);
        file.RootElement.GetProperty("url").GetString().ShouldBe("http://127.0.0.1:1");
        Directory.GetFiles(_folder.Path).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_damaged_file_is_replaced()
    {
        await File.WriteAllTextAsync(_folder["demo-credentials.json"], "{ \"users\": ");

        (await DemoCredentials.ReadAsync(_folder.Path, CancellationToken.None)).ShouldBeNull();
        (await MakeAsync("http://127.0.0.1:1", ("admin", "Admin"))).Users.Count.ShouldBe(1);
    }

    [Fact]
    public void Every_password_has_each_kind_of_character_and_no_two_are_alike()
    {
        var passwords = Enumerable.Range(0, 500).Select(_ => DemoCredentials.NewPassword()).ToList();

        passwords.Distinct(StringComparer.Ordinal).Count().ShouldBe(500);
        passwords.ShouldAllBe(password => password.Any(char.IsLower) && password.Any(char.IsUpper)
            && password.Any(char.IsDigit) && password.Any(character => !char.IsLetterOrDigit(character)));
    }

    private Task<DemoCredentials> MakeAsync(string url, params (string Name, string Role)[] people) =>
        DemoCredentials.KeepOrMakeAsync(_folder.Path, url, people, () => Guid.CreateVersion7().ToString(), CancellationToken.None);
}
