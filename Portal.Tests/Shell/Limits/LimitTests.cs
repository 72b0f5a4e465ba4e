using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Domain.Accounts;
using Portal.Shell.Limits;
using Portal.Tests.Support;

namespace Portal.Tests.Shell.Limits;

public sealed class LimitTests(TestDatabase database)
{
    [Fact]
    public async Task Too_many_sign_in_forms_from_one_address_are_refused_in_words_with_the_time_to_wait()
    {
        await using var server = await StartAsync("SignInsPerMinute", 2);
        using var browser = new Browser(server);
        await browser.SignInAsync("nobody");
        await browser.SignInAsync("nobody");

        var refused = await browser.SignInAsync("nobody");

        refused.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Text.ShouldContain("Too many tries from your address. Try again in");
        (await browser.GetAsync("/sign-in")).Status.ShouldBe(HttpStatusCode.OK, "looking at the form is no try");
    }

    [Fact]
    public async Task A_key_that_asks_too_often_gets_429_as_a_problem_and_another_key_does_not()
    {
        await using var server = await StartAsync("RequestsPerMinute", 3);
        using var busy = await server.ClientAsync();
        using var quiet = await server.ClientAsync(Role.Viewer);
        for (var i = 0; i < 3; i++)
        {
            (await busy.GetAsync("/api/v1/runs")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var refused = await busy.GetAsync("/api/v1/runs");

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString()!.ShouldEndWith("/too-many-requests");
        (await quiet.GetAsync("/api/v1/runs")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Uploads_have_a_limit_of_their_own()
    {
        await using var server = await StartAsync("UploadsPerMinute", 1);
        using var client = await server.ClientAsync();

        (await UploadAsync(client)).ShouldNotBe(HttpStatusCode.TooManyRequests);
        (await UploadAsync(client)).ShouldBe(HttpStatusCode.TooManyRequests);
        (await client.GetAsync("/api/v1/runs")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public void What_holds_when_nothing_is_configured_lets_a_script_upload_two_files_a_second() => new LimitOptions().UploadsPerMinute.ShouldBeGreaterThanOrEqualTo(120);

    private async Task<PortalServer> StartAsync(string limit, int perMinute) =>
        await PortalServer.StartAsync(await database.CreateAsync(), new Dictionary<string, string?> { [$"Limits:{limit}"] = $"{perMinute}" });

    private static async Task<HttpStatusCode> UploadAsync(HttpClient client)
    {
        using var form = new MultipartFormDataContent { { new StringContent("SD_1"), "studyId" } };
        return (await client.PostAsync("/api/v1/gwo-manifests", form)).StatusCode;
    }
}
