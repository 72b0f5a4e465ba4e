using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Sandbox;
using Portal.Sandbox.DigitalOcean;
using Portal.Tests.Support;

namespace Portal.Tests.Sandbox;

/// <summary>The made-up DigitalOcean: its delays, limits and refusals.</summary>
public sealed class DigitalOceanTests
{
    private static readonly object Any = new { name = "portal-570-0", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64", ssh_keys = Array.Empty<string>(), tags = new[] { "portal" }, user_data = "#!/bin/bash\n" };
    private readonly FakeClock _clock = new();

    [Fact]
    public async Task A_droplet_is_accepted_first_then_has_a_private_address_and_is_active_with_a_public_one_in_the_end()
    {
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions { Clock = _clock });
        using var http = Client(sandbox);

        var (status, made) = await SendAsync(http, HttpMethod.Post, "droplets", Any);

        status.ShouldBe(HttpStatusCode.Accepted);
        var id = made.GetProperty("droplet").GetProperty("id").GetInt64();
        made.GetProperty("links").GetProperty("actions")[0].GetProperty("rel").GetString().ShouldBe("create");
        List<string> seen = [];
        for (var i = 0; i < 3; i++, _clock.Advance(sandbox.DigitalOcean.BootTime / 2))
        {
            var droplet = (await SendAsync(http, HttpMethod.Get, $"droplets/{id}")).Body.GetProperty("droplet");
            seen.Add($"{droplet.GetProperty("status")} {string.Join("+", droplet.GetProperty("networks").GetProperty("v4").EnumerateArray().Select(n => n.GetProperty("type").GetString()))}");
        }

        seen.ShouldBe(["new ", "new private", "active private+public"]);
    }

    [Fact]
    public async Task A_droplet_that_is_being_made_cannot_be_destroyed_and_one_that_is_gone_is_not_found()
    {
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions { Clock = _clock });
        using var http = Client(sandbox);
        var id = (await SendAsync(http, HttpMethod.Post, "droplets", Any)).Body.GetProperty("droplet").GetProperty("id").GetInt64();

        var (early, body) = await SendAsync(http, HttpMethod.Delete, $"droplets/{id}");
        (early, body.GetProperty("message").GetString()).ShouldBe((HttpStatusCode.UnprocessableEntity, "Droplet already has a pending event."));
        _clock.Advance(sandbox.DigitalOcean.BootTime);
        (await SendAsync(http, HttpMethod.Delete, $"droplets/{id}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await SendAsync(http, HttpMethod.Delete, $"droplets/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task More_than_the_limits_allow_is_refused_as_there()
    {
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions { Clock = _clock });
        (sandbox.DigitalOcean.DropletLimit, sandbox.DigitalOcean.PerMinute) = (1, 4);
        using var http = Client(sandbox);
        await SendAsync(http, HttpMethod.Post, "droplets", Any);

        var (status, body) = await SendAsync(http, HttpMethod.Post, "droplets", Any);
        (status, body.GetProperty("id").GetString(), body.GetProperty("message").GetString()).ShouldBe((HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "creating this/these droplet(s) will exceed your droplet limit"));
        (await SendAsync(http, HttpMethod.Post, "droplets", new { name = "no_name", size = "s", image = 1 })).Body.GetProperty("message").GetString()!.ShouldStartWith("Only valid hostname characters");
        using (var last = await http.GetAsync("account"))
        {
            (last.StatusCode, last.Headers.GetValues("ratelimit-remaining").Single()).ShouldBe((HttpStatusCode.OK, "0"));
        }

        using (var many = await http.GetAsync("account"))
        {
            many.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            _clock.Advance(many.Headers.RetryAfter!.Delta!.Value);
        }

        (await SendAsync(http, HttpMethod.Get, "account")).Status.ShouldBe(HttpStatusCode.OK);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "dop_v1_guess");
        (await SendAsync(http, HttpMethod.Get, "account")).Body.GetProperty("message").GetString().ShouldBe("Unable to authenticate you.");
    }

    [Fact]
    public async Task Droplets_are_listed_by_tag_and_page()
    {
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions { Clock = _clock });
        for (var i = 0; i < 3; i++)
        {
            sandbox.DigitalOcean.Create(new($"d{i}", "nyc3", "s", [i == 1 ? "web" : "portal"], ""));
        }

        using var http = Client(sandbox);

        var first = (await SendAsync(http, HttpMethod.Get, "droplets?tag_name=portal&page=1&per_page=1")).Body;
        var second = (await SendAsync(http, HttpMethod.Get, "droplets?tag_name=portal&page=2&per_page=1")).Body;

        (first.GetProperty("droplets")[0].GetProperty("name").GetString(), second.GetProperty("droplets")[0].GetProperty("name").GetString()).ShouldBe(("d0", "d2"));
        (first.GetProperty("meta").GetProperty("total").GetInt32(), first.GetProperty("links").GetProperty("pages").TryGetProperty("next", out _), second.GetProperty("links").GetProperty("pages").TryGetProperty("next", out _)).ShouldBe((2, true, false));
    }

    private static HttpClient Client(SandboxHost sandbox) => new()
    {
        BaseAddress = new Uri(sandbox.DataServiceUrl, "v2/"),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", DigitalOceanState.Token) },
    };

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpClient http, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var reply = await http.SendAsync(request);
        var text = await reply.Content.ReadAsStringAsync();
        return (reply.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }
}
