using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Portal.Domain.Accounts;
using Portal.Tests.Support;

namespace Portal.Tests.Shell;

public sealed class BadRequestTests(TestDatabase database)
{
    [Theory]
    [InlineData("genome-catalogues/x/genomes?minCompleteness=much", "minCompleteness is “much”, which is no number.")]
    [InlineData("runs?limit=some", "limit is “some”, which is no whole number.")]
    [InlineData("runs?limit=%3Cscript%3E", "limit is “<script>”, which is no whole number.")]
    public async Task A_value_that_cannot_be_read_is_named_in_a_problem(string address, string sentence)
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        using var client = await server.ClientAsync(Role.Viewer);

        await ShouldSayAsync(await client.GetAsync($"/api/v1/{address}"), sentence);
    }

    [Theory]
    [InlineData("""{"filter": """, "The body cannot be read at $.filter (line 1, character 12). What is expected stands in /openapi/v1.json.")]
    [InlineData("""{"filter": [1]}""", "The body cannot be read at $.filter (line 1, character 13). What is expected stands in /openapi/v1.json.")]
    public async Task A_body_that_cannot_be_read_says_where(string body, string sentence)
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        using var client = await server.ClientAsync(Role.Curator);

        await ShouldSayAsync(await client.PostAsync("/api/v1/runs/retry", new StringContent(body, Encoding.UTF8, "application/json")), sentence);
    }

    private static async Task ShouldSayAsync(HttpResponseMessage reply, string sentence)
    {
        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        reply.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("title").GetString().ShouldBe(sentence);
    }
}
