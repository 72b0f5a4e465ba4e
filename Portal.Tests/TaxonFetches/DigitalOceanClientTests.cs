using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.DigitalOcean;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

/// <summary>DigitalOcean's API as it is described and was seen, answered from a script.</summary>
public sealed class DigitalOceanClientTests
{
    private static readonly DropletRequest Any = new("portal-570-0-abcdef", "nyc3", "s-1vcpu-1gb", "ubuntu-20-04-x64", ["3b:16"], false, false, true, ["portal"], "#!/bin/bash\n", null);
    private readonly FakeClock _clock = new(DateTimeOffset.FromUnixTimeSeconds(1_444_931_833).AddSeconds(-90));
    private readonly List<TimeSpan> _held = [];

    [Fact]
    public async Task What_is_sent_to_make_a_droplet_is_what_the_description_says()
    {
        var expected = DigitalOceanFixtures.Read("create_request_single.json");
        string Text(string name) => expected.GetProperty(name).GetString()!;
        using var cloud = new Script(new Scripted(202, DigitalOceanFixtures.Read("create_response_202_single.json").GetRawText()));

        var droplet = await Client(cloud).CreateAsync(new(Text("name"), Text("region"), Text("size"), DropletRequest.Id(Text("image")), [.. expected.GetProperty("ssh_keys").EnumerateArray().Select(k => DropletRequest.Id(k.ToString()))],
            Backups: true, Ipv6: true, Monitoring: true, [.. expected.GetProperty("tags").EnumerateArray().Select(t => t.GetString()!)], Text("user_data"), Text("vpc_uuid")), CancellationToken.None);

        JsonNode.DeepEquals(JsonNode.Parse(cloud.Asked.ShouldHaveSingleItem().Body), JsonNode.Parse(expected.GetRawText())).ShouldBeTrue(cloud.Asked[0].Body);
        (cloud.Asked[0].Line, cloud.Asked[0].Token).ShouldBe(("POST https://api.example.org/v2/droplets", "Bearer dop_v1_x"));
        (droplet.Id, droplet.Status, droplet.PublicAddress).ShouldBe((3164444, "new", null));
    }

    [Fact]
    public async Task An_address_counts_only_when_the_droplet_is_active_and_the_address_public()
    {
        var sequence = DigitalOceanFixtures.Read("SYNTHETIC_poll_until_public_ip.json").EnumerateArray().Select(r => new Scripted(200, r.GetRawText())).ToArray();
        using var cloud = new Script(sequence);
        using var client = Client(cloud);
        List<string?> addresses = [];
        foreach (var _ in sequence)
        {
            addresses.Add((await client.FindAsync(3164494, CancellationToken.None))!.PublicAddress?.ToString());
        }

        addresses.ShouldBe([null, null, null, "192.241.165.154"]);
    }

    [Fact]
    public async Task Each_described_error_is_a_no_a_trouble_or_a_droplet_that_is_gone()
    {
        foreach (var error in DigitalOceanFixtures.Read("errors.json").EnumerateArray())
        {
            var (status, message) = (error.GetProperty("status").GetInt32(), error.GetProperty("body").GetProperty("message").GetString()!);
            using var cloud = new Script(new Scripted(status, error.GetProperty("body").GetRawText()));
            var problem = await Should.ThrowAsync<Exception>(() => Client(cloud).CreateAsync(Any, CancellationToken.None), message);
            if (status is 429 or >= 500)
            {
                problem.ShouldBeOfType<DigitalOceanTroubleException>().Unsure.ShouldBe(status != 429, message);
            }
            else
            {
                var refused = problem.ShouldBeOfType<DigitalOceanRefusedException>();
                (refused.Status, refused.Words, refused.IsLimit, refused.IsPending).ShouldBe((status, message, message.Contains("droplet limit"), message.Contains("pending event")));
            }

            cloud.Asked.Count.ShouldBe(1, "a POST is never repeated");
            problem.ToString().ShouldNotContain("dop_v1_x");
        }

        using var gone = new Script(new Scripted(404, """{"id":"not_found","message":"The resource you requested could not be found."}"""));
        (await Client(gone).FindAsync(1, CancellationToken.None)).ShouldBeNull();
        await Client(gone).DeleteAsync(1, CancellationToken.None);
    }

    [Fact]
    public async Task A_quota_that_is_used_up_is_waited_for_as_long_as_its_headers_say_and_by_all_nodes()
    {
        foreach (var (headers, after, held) in DigitalOceanFixtures.Read("rate_limit_headers.json").EnumerateArray().Where(r => r.GetProperty("status").GetInt32() == 429)
            .Select(r => r.GetProperty("headers")).Zip([90, 29], [60, 29]))
        {
            using var cloud = new Script(new Scripted(429, """{"id":"too_many_requests","message":"API rate limit exceeded."}""", [.. headers.EnumerateObject().Select(h => (h.Name, h.Value.GetString()!))]));

            var trouble = await Should.ThrowAsync<DigitalOceanTroubleException>(() => Client(cloud).CreateAsync(Any, CancellationToken.None));

            trouble.After.ShouldBe(TimeSpan.FromSeconds(after));
            _held[^1].ShouldBe(TimeSpan.FromSeconds(held));
        }
    }

    [Fact]
    public async Task Questions_are_repeated_and_lists_read_to_their_last_page()
    {
        using var cloud = new Script(new(503, "<html>"), new(200, """{"droplets":[{"id":1,"name":"a","status":"new"}],"links":{"pages":{"next":"https://evil.example.org/"}}}"""), new(200, DigitalOceanFixtures.Read("list_by_tag_200.json").GetRawText()));

        var droplets = await Client(cloud, retries: 1).ListAsync("worker:1", CancellationToken.None);

        droplets.Select(d => d.Id).ShouldBe([1, 3164444, 3164459]);
        droplets[1].PublicAddress!.ToString().ShouldBe("192.241.165.154");
        cloud.Asked.Select(a => a.Line).ShouldBe(["GET https://api.example.org/v2/droplets?tag_name=worker%3A1&page=1&per_page=200", "GET https://api.example.org/v2/droplets?tag_name=worker%3A1&page=1&per_page=200", "GET https://api.example.org/v2/droplets?tag_name=worker%3A1&page=2&per_page=200"]);
    }

    [Fact]
    public async Task Without_a_token_nothing_is_sent_and_the_key_is_named()
    {
        using var cloud = new Script();
        using var client = new DigitalOceanClient(new HttpClient(cloud), Patience(0) with { Token = null }, _clock);

        (await Should.ThrowAsync<StepFailedException>(() => client.ListAsync("x", CancellationToken.None))).Message.ShouldBe("DigitalOcean is not configured. Set TaxonFetches:DigitalOceanToken.");
        cloud.Asked.ShouldBeEmpty();
    }

    private DigitalOceanClient Client(Script cloud, int retries = 0) => new(new HttpClient(cloud), Patience(retries), _clock);

    private DigitalOceanPatience Patience(int retries) => new(new Uri("https://api.example.org/v2/"), "dop_v1_x", TimeSpan.FromSeconds(20), retries, TimeSpan.FromMilliseconds(1),
        "TaxonFetches:DigitalOceanUrl", "TaxonFetches:DigitalOceanToken", _ => Task.CompletedTask, (pause, _) =>
        {
            _held.Add(pause);
            return Task.CompletedTask;
        });

    private sealed record Scripted(int Status, string Body, params (string Name, string Value)[] Headers);

    private sealed class Script(params Scripted[] replies) : HttpMessageHandler
    {
        public List<(string Line, string Token, string Body)> Asked { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(($"{request.Method} {request.RequestUri!.AbsoluteUri}", $"{request.Headers.Authorization}", request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken)));
            var reply = replies[Math.Min(Asked.Count, replies.Length) - 1];
            var response = new HttpResponseMessage((HttpStatusCode)reply.Status) { Content = new StringContent(reply.Body, Encoding.UTF8, "application/json") };
            foreach (var (name, value) in reply.Headers)
            {
                response.Headers.Add(name, value);
            }

            return response;
        }
    }
}
