using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Sandbox;
using Shouldly;
using Xunit;

namespace Portal.Tests.Sandbox;

public sealed class SandboxProcessTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sandbox-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_prints_its_configuration_on_one_line_and_ends_when_its_input_closes()
    {
        using var process = Start("--seed", "demo", "--data", _folder.FullName);
        var settings = await ReadSettingsAsync(process);

        settings["GwoManifests:DataServiceUrl"].ShouldStartWith("http://127.0.0.1:");
        settings["S3:ForcePathStyle"].ShouldBe("true");
        settings["Extensions:0"].ShouldBe(typeof(SandboxProgram).Assembly.Location);
        settings["Demo:Examples:0:StudyId"].ShouldBe("SD_DEM0HART");
        File.Exists(Path.Combine(_folder.FullName, "examples", "gwo-good.tsv")).ShouldBeTrue();
        using var http = new HttpClient();
        (await http.GetStringAsync(settings["Demo:Examples:0:Url"])).ShouldStartWith("Cavatica ID\t");

        process.StandardInput.Close();
        await process.WaitForExitAsync(Deadline());
        process.ExitCode.ShouldBe(0);
        (await process.StandardOutput.ReadToEndAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_answered_survives_a_kill()
    {
        using var killed = Start("--data", _folder.FullName);
        using var http = new HttpClient();
        var settings = await ReadSettingsAsync(killed);
        (await http.PostAsJsonAsync(settings["GwoManifests:DataServiceUrl"] + "/genomic-files", SandboxCaller.File("kept"))).EnsureSuccessStatusCode();
        killed.Kill();
        await killed.WaitForExitAsync(Deadline());

        using var again = Start("--data", _folder.FullName);
        settings = await ReadSettingsAsync(again);
        var page = await http.GetFromJsonAsync<JsonElement>(settings["GwoManifests:DataServiceUrl"] + "/genomic-files?external_id=kept");
        again.StandardInput.Close();
        await again.WaitForExitAsync(Deadline());

        page.GetProperty("total").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_mistyped_option_is_named()
    {
        using var process = Start("--sead", "demo");
        await process.WaitForExitAsync(Deadline());

        process.ExitCode.ShouldBe(2);
        (await process.StandardError.ReadToEndAsync()).ShouldStartWith("--sead is no option of the sandbox.");
    }

    private static Process Start(params string[] arguments)
    {
        // Where a portal listens must not move the sandbox.
        var start = new ProcessStartInfo("dotnet", [typeof(SandboxProgram).Assembly.Location, "--exit-with-parent", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_URLS"] = "http://127.0.0.1:1" },
        };
        return Process.Start(start)!;
    }

    private static async Task<Dictionary<string, string>> ReadSettingsAsync(Process process) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(await process.StandardOutput.ReadLineAsync(Deadline())
            ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync()))!;

    private static CancellationToken Deadline() => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;
}
