using System.Net;
using System.Net.Http.Json;
using System.Text;
using Portal.Jobs.TaxonFetches.Assemblies;

namespace Portal.Tests.TaxonFetches;

/// <summary>What assemblers and the people who look after them ask of a portal.</summary>
internal static class AssemblyCalls
{
    public static Task<int> FillAsync(this TaxonWorld world) => world.Server.Get<AssemblyQueue>().FillAsync(CancellationToken.None);

    /// <summary>A run that was reserved and confirmed.</summary>
    public static async Task<string> TakenRunAsync(this TaxonWorld world)
    {
        var run = (await world.PostAsync("assemblies/reserve", new { })).GetProperty("run").GetString()!;
        await world.PostAsync($"assemblies/{run}/confirm", new { }, HttpStatusCode.NoContent);
        return run;
    }

    public static async Task<List<string>> AssembliesAsync(this TaxonWorld world, string filter) =>
        [.. (await world.GetAsync($"assemblies?limit=500&{filter}")).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("run").GetString()!)];

    public static async Task<HttpStatusCode> ReportAsync(this TaxonWorld world, string run, bool form, params (string Name, string Value)[] fields)
    {
        var values = fields.ToDictionary(f => f.Name, f => f.Value);
        using HttpContent content = form ? new FormUrlEncodedContent(values) : JsonContent.Create(values);
        using var reply = await world.Client.PostAsync($"/api/v1/assemblies/{run}/result", content);
        return reply.StatusCode;
    }

    public static async Task PutAsync(this TaxonWorld world, string path, string json, HttpStatusCode status = HttpStatusCode.NoContent)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var reply = await world.Client.PutAsync($"/api/v1/{path}", content);
        reply.StatusCode.ShouldBe(status, await reply.Content.ReadAsStringAsync());
    }
}
