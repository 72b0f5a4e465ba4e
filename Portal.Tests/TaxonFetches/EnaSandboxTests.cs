using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Portal.Sandbox;
using Portal.Sandbox.Ena;

namespace Portal.Tests.TaxonFetches;

/// <summary>The made-up ENA answers as the real one was recorded to.</summary>
public sealed class EnaSandboxTests
{
    [Theory]
    [InlineData("count_unknown_field.json")]
    [InlineData("search_offset_rejected.json")]
    [InlineData("filereport_wrong_result.json")]
    [InlineData("no_such_endpoint.json")]
    public async Task Refusals_have_the_recorded_status_type_and_words(string name)
    {
        using var recorded = JsonDocument.Parse(await File.ReadAllTextAsync(EnaFixtures.At($"recorded/{name}")));
        var (request, response) = (recorded.RootElement.GetProperty("request"), recorded.RootElement.GetProperty("response"));
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions());
        using var http = new HttpClient { BaseAddress = sandbox.DataServiceUrl };
        var query = string.Join('&', request.GetProperty("params").EnumerateObject().Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value.ToString())}"));

        using var reply = await http.GetAsync($"{new Uri(request.GetProperty("url").GetString()!).AbsolutePath}?{query}");

        ((int)reply.StatusCode, reply.Content.Headers.ContentType!.MediaType).ShouldBe((response.GetProperty("status").GetInt32(), response.GetProperty("content_type").GetString()));
        Undated(await reply.Content.ReadAsStringAsync()).ShouldBe(Undated(response.GetProperty("body").GetString()!));
    }

    [Theory]
    [InlineData("first_public>=2021-01-01 AND first_public<=2021-03-06", 1)] // the last day is left out
    [InlineData("first_public>=2021-01-01 AND first_public<=2021-03-07", 2)]
    [InlineData("first_public=2021-01-04", 0)]
    [InlineData("first_public>2021-01-04 AND first_public<2021-01-05", 1)]
    [InlineData("NOT (first_public>=2021-01-01 AND first_public<=2021-03-07)", 22)]
    [InlineData("library_strategy=\"AMPLICON\" OR library_strategy=\"WGS\" AND library_layout=\"SINGLE\"", 6)] // AND binds tighter
    [InlineData("base_count>=10000000", 0)]
    public async Task Days_and_words_are_compared_as_there(string query, int count)
    {
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions());
        DemoTaxa.Build(sandbox.Ena);
        using var http = new HttpClient { BaseAddress = sandbox.DataServiceUrl };

        (await http.GetStringAsync($"/ena/portal/api/count?result=read_run&query={Uri.EscapeDataString($"tax_eq(562) AND ({query})")}")).ShouldBe($"count\n{count}\n");
    }

    [Fact]
    public async Task Files_have_the_sizes_and_checksums_that_are_listed_and_can_be_fetched_from_any_byte_on()
    {
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions());
        DemoTaxa.Build(sandbox.Ena);
        using var http = new HttpClient { BaseAddress = sandbox.DataServiceUrl };
        var run = sandbox.Ena.Runs.First(r => r.Accession == "ERR9056200");
        var path = run["fastq_ftp"].Split(';')[1]["ftp.sra.ebi.ac.uk".Length..];

        var whole = await http.GetByteArrayAsync(path);
        using var part = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Range = new(100, null) } };
        using var rest = await http.SendAsync(part);

        whole.Length.ToString().ShouldBe(run["fastq_bytes"].Split(';')[1]);
        Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, whole)).ShouldBe(run["fastq_md5"].Split(';')[1]);
        (rest.StatusCode, rest.Content.Headers.ContentRange!.From).ShouldBe((HttpStatusCode.PartialContent, 100));
        (await rest.Content.ReadAsByteArrayAsync()).ShouldBe(whole[100..]);
    }

    private static string Undated(string body) => System.Text.RegularExpressions.Regex.Replace(body, "\"timestamp\":[0-9]+", "\"timestamp\":0", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
}
