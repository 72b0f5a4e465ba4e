using System.Text.Json;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

/// <summary>Recorded and described requests and replies of DigitalOcean, beside the checkout; tests that need them are skipped elsewhere.</summary>
internal static class DigitalOceanFixtures
{
    private static readonly string Root = Environment.GetEnvironmentVariable("PORTAL_DIGITALOCEAN") ?? Path.GetFullPath(Repository.Path("../shared/fixtures/digitalocean"));

    public static JsonElement Read(string name)
    {
        var path = Path.Combine(Root, name);
        Assert.SkipUnless(File.Exists(path), $"The recordings are not at {Root}; PORTAL_DIGITALOCEAN names another place.");
        return JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(path));
    }
}
