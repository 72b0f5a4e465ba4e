using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Portal.Shell.Database;
using Shouldly;
using Xunit;
using static Portal.Tests.Shell.Database.Statements;

namespace Portal.Tests.Shell.Database;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_start_finds_the_data_of_the_first()
    {
        await using (var first = await StartAsync())
        {
            await RunAsync(first, "CREATE TABLE kept (what text); INSERT INTO kept VALUES ('genomes')");
        }

        await using var second = await StartAsync();

        (await AskAsync(second, "SELECT what FROM kept")).ShouldBe("genomes");
    }

    [Fact]
    public async Task The_server_speaks_UTF8_UTC_and_only_to_this_machine()
    {
        await using var postgres = await StartAsync();

        (await AskAsync(postgres, "SHOW server_encoding")).ShouldBe("UTF8");
        (await AskAsync(postgres, "SHOW timezone")).ShouldBe("UTC");
        (await AskAsync(postgres, "SHOW listen_addresses")).ShouldBe("127.0.0.1");
        (await AskAsync(postgres, "SHOW unix_socket_directories")).ShouldBe("");
        (await AskAsync(postgres, "SELECT datcollate || ' ' || datctype FROM pg_database WHERE datname = 'portal'")).ShouldBe("C C.UTF-8");
    }

    [Fact]
    public async Task Only_the_random_password_opens_it()
    {
        await using var postgres = await StartAsync();
        var wrong = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Password = "guess", Pooling = false };

        await using var connection = new NpgsqlConnection(wrong.ConnectionString);
        var refused = await Should.ThrowAsync<PostgresException>(() => connection.OpenAsync());

        refused.SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
        _folder.IsPrivate("postgres-password").ShouldBeTrue();
    }

    [Fact]
    public async Task After_a_stop_no_server_runs_and_the_folder_is_free()
    {
        var postgres = await StartAsync();
        var server = ServerOf(postgres);

        await postgres.StopAsync();

        (await ScratchFolder.EndsAsync(server)).ShouldBeTrue();
        await using var again = await StartAsync();
    }

    [Fact]
    public async Task A_killed_server_comes_back_with_everything_committed()
    {
        await using (var killed = await StartAsync(new EmbeddedPostgresOptions()))
        {
            await RunAsync(killed, "CREATE TABLE kept (what text); INSERT INTO kept VALUES ('committed')");
            await ScratchFolder.KillAsync(ServerOf(killed));
        }

        await using var next = await StartAsync();

        (await AskAsync(next, "SELECT what FROM kept")).ShouldBe("committed");
    }

    [Fact]
    public async Task A_server_that_outlived_its_portal_is_taken_over()
    {
        await using var outlived = await LeftBehind.StartAsync(_folder);

        await using (var postgres = await StartAsync())
        {
            ServerOf(postgres).ShouldBe(outlived.ProcessId);
            (await AskAsync(postgres, "SELECT 'yes'")).ShouldBe("yes");
        }

        (await ScratchFolder.EndsAsync(outlived.ProcessId)).ShouldBeTrue("the portal that took it over also stops it");
    }

    [Fact]
    public async Task A_server_that_refuses_our_password_is_stopped_and_the_operator_told()
    {
        await using var outlived = await LeftBehind.StartAsync(_folder);
        await RunAsync(outlived.ConnectionString, "ALTER ROLE portal PASSWORD 'changed'");

        var refused = await Should.ThrowAsync<EmbeddedPostgresException>(StartAsync());

        refused.Message.ShouldContain("does not accept the password");
        (await ScratchFolder.EndsAsync(outlived.ProcessId)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_pid_file_whose_number_went_to_another_process_does_not_stop_a_start()
    {
        string pidFile;
        await using (var first = await StartAsync())
        {
            pidFile = Path.Combine(first.Folder, "data", "postmaster.pid");
        }
        await File.WriteAllTextAsync(pidFile, $"{Environment.ProcessId}\n{Path.GetDirectoryName(pidFile)}\n1\n5432\n\n127.0.0.1\n");

        await using var second = await StartAsync();

        ServerOf(second).ShouldNotBe(Environment.ProcessId);
    }

    [Fact]
    public async Task A_pid_file_whose_process_is_gone_does_not_stop_a_start()
    {
        await using (var killed = await StartAsync())
        {
            await ScratchFolder.KillAsync(ServerOf(killed));
            File.Exists(Path.Combine(killed.Folder, "data", "postmaster.pid")).ShouldBeTrue();
        }

        await using var second = await StartAsync();

        (await AskAsync(second, "SELECT 'up'")).ShouldBe("up");
    }

    [Fact]
    public async Task A_second_portal_on_the_same_folder_is_told_so()
    {
        await using var first = await StartAsync();

        var refused = await Should.ThrowAsync<EmbeddedPostgresException>(StartAsync());

        refused.Message.ShouldContain($"Another portal is using the data folder {_folder.Path}");
    }

    [Fact]
    public async Task The_command_line_finds_the_database_of_a_running_portal()
    {
        (await EmbeddedPostgres.FindRunningAsync(_folder.Path, CancellationToken.None)).ShouldBeNull();

        await using var postgres = await StartAsync();

        (await EmbeddedPostgres.FindRunningAsync(_folder.Path, CancellationToken.None)).ShouldBe(postgres.ConnectionString);
    }

    [Fact]
    public async Task A_database_without_its_password_file_is_not_silently_replaced()
    {
        await using (await StartAsync())
        {
        }
        File.Delete(_folder["postgres-password"]);

        var refused = await Should.ThrowAsync<EmbeddedPostgresException>(StartAsync());

        refused.Message.ShouldContain("its password file");
    }

    [Fact]
    public async Task A_folder_only_root_can_enter_keeps_its_database_elsewhere()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root has to hand its database to another account.");
        _folder.CloseToOthers();
        await using (var first = await StartAsync())
        {
            first.Folder.ShouldStartWith("/var/lib/portal/");
            await RunAsync(first, "CREATE TABLE kept (what text); INSERT INTO kept VALUES ('elsewhere')");
        }

        await using var second = await StartAsync();

        (await AskAsync(second, "SELECT what FROM kept")).ShouldBe("elsewhere");
    }

    private Task<EmbeddedPostgres> StartAsync() => StartAsync(EmbeddedPostgresOptions.Throwaway);

    private Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options) =>
        EmbeddedPostgres.StartAsync(_folder.Path, options, NullLogger.Instance, TestContext.Current.CancellationToken);

    private static int ServerOf(EmbeddedPostgres postgres) => int.Parse(
        File.ReadLines(Path.Combine(postgres.Folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
}
