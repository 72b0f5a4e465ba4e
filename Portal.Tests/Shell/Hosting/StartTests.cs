using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Shell.Accounts;
using Portal.Shell.Demo;
using Portal.Shell.Hosting;
using Portal.Tests.Support;

namespace Portal.Tests.Shell.Hosting;

public sealed class StartTests(TestDatabase database)
{
    [Fact]
    public async Task A_demonstration_refuses_a_configured_database_and_any_address_but_this_machine()
    {
        var folder = Directory.CreateTempSubdirectory("portal-start-").FullName;

        (await Should.ThrowAsync<FormatException>(() => PortalHost.StartAsync(["--demo", "--data", folder, "--ConnectionStrings:Portal", "Host=db"], null, CancellationToken.None)))
            .Message.ShouldContain("ConnectionStrings:Portal is configured");
        (await Should.ThrowAsync<FormatException>(() => PortalHost.StartAsync(["--demo", "--data", folder, "--urls", "http://0.0.0.0:5080"], null, CancellationToken.None)))
            .Message.ShouldContain("answers this machine only");
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("Runs:Parallel", "0", "Runs:Parallel")]
    [InlineData("Runs:Lease", "soon", "Runs:Lease")]
    [InlineData("Storage:S3:AccessKey", "only-one", "Storage:S3:AccessKey")]
    [InlineData("GwoManifests:DataServiceUrl", "not an address", "GwoManifests:DataServiceUrl")]
    [InlineData("S3:ServiceUrl", "not an address", "S3:ServiceUrl")]
    [InlineData("Database:MaxConnections", "1", "Database:MaxConnections")]
    [InlineData("Retention:EventDays", "-1", "Retention:EventDays")]
    [InlineData("Retention:ReplyDays", "0", "Retention:ReplyDays")]
    [InlineData("Metrics:Anonymous", "friends", "Metrics:Anonymous")]
    public async Task A_wrong_setting_stops_the_start_with_a_message_that_names_its_key(string key, string value, string named)
    {
        var wrong = await Should.ThrowAsync<Exception>(async () => await PortalServer.StartAsync(await database.CreateAsync(), new Dictionary<string, string?> { [key] = value }));

        PortalHost.Sentence(wrong).ShouldNotBeNull($"{wrong}").ShouldContain(named);
    }

    [Fact]
    public async Task What_a_demonstration_left_behind_sleeps_at_a_real_start()
    {
        var connection = await database.CreateAsync();
        var secret = ApiKeys.NewSecret();
        await using (var server = await PortalServer.StartAsync(connection))
        {
            await server.Get<PeopleStore>().CreateAsync("curator", "Mara Ellis", DemoCredentials.NewPassword(), Scopes.Everything, Role.Curator, isDemo: true, Actor.Portal, CancellationToken.None);
            await server.Get<ApiKeys>().CreateAsync("demo", secret, Scopes.Everything, Role.Admin, null, isDemo: true, Actor.Portal, CancellationToken.None);
        }

        await using var real = await PortalServer.StartAsync(connection);

        await using var db = real.Db();
        (await db.Users.SingleAsync()).DisabledAt.ShouldNotBeNull();
        (await real.Get<ApiKeys>().RecogniseAsync(secret, CancellationToken.None)).ShouldBeNull();
    }
}
