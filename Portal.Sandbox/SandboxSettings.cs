using Portal.Sandbox.DigitalOcean;
using Portal.Sandbox.Ena;
using Portal.Sandbox.Imaging;

namespace Portal.Sandbox;

/// <summary>The sandbox told as configuration keys of the portal.</summary>
internal static class SandboxSettings
{
    public static IReadOnlyDictionary<string, string> Of(SandboxHost sandbox)
    {
        var dataService = sandbox.DataServiceUrl.ToString().TrimEnd('/');
        var settings = new Dictionary<string, string>
        {
            ["GwoManifests:DataServiceUrl"] = dataService,
            ["S3:ServiceUrl"] = sandbox.S3Url.ToString().TrimEnd('/'),
            ["S3:Region"] = "us-east-1",
            ["S3:AccessKey"] = "sandbox",
            ["S3:SecretKey"] = "sandbox-secret",
            ["S3:ForcePathStyle"] = "true",
            ["GwoManifests:AllowedBuckets"] = "*", // nothing here is worth protecting
            ["Extensions:0"] = typeof(SandboxSettings).Assembly.Location, // brings the demonstration workflow
            ["TaxonFetches:EnaPortalUrl"] = dataService + "/ena/portal/api",
            ["TaxonFetches:EnaTaxonomyUrl"] = dataService + "/ena/taxonomy/rest",
            ["TaxonFetches:FastqMirror"] = dataService,
            ["Demo:LedgerUrl"] = dataService + "/ledger/",
            ["Demo:ControlUrl"] = dataService + "/",
        };
        for (var i = 0; i < sandbox.Examples.Count; i++)
        {
            var example = sandbox.Examples[i];
            settings[$"Demo:Examples:{i}:Title"] = example.Title;
            settings[$"Demo:Examples:{i}:Description"] = example.Description;
            settings[$"Demo:Examples:{i}:StudyId"] = example.StudyId;
            settings[$"Demo:Examples:{i}:FileName"] = example.FileName;
            settings[$"Demo:Examples:{i}:Url"] = $"{dataService}/examples/{example.FileName}";
        }

        if (sandbox.ResultsRoot is { } results)
        {
            settings["GenomeCatalogues:ResultsRoot"] = results;
            settings["TaxonFetches:CollectTo"] = Path.Combine(Path.GetDirectoryName(results)!, "collected");
            settings["TaxonFetches:TaxonomyDump"] = Path.Combine(Path.GetDirectoryName(results)!, "taxonomy");
            settings["ImagingOrders:Mount"] = Path.Combine(Path.GetDirectoryName(results)!, "images");
            AddImaging(settings, Path.Combine(Path.GetDirectoryName(results)!, "imaging"));
            foreach (var (group, folder) in DemoImages.Groups)
            {
                settings[$"ImagingOrders:GroupFolders:{group}"] = folder;
            }

            settings["Demo:Taxa"] = DemoTaxa.ToTry;
        }

        // Workers stay processes of this machine unless somebody sets TaxonFetches:Farm to digitalocean.
        if (sandbox.DigitalOcean.KeyFile is { } key)
        {
            settings["TaxonFetches:DigitalOceanUrl"] = dataService + "/v2";
            settings["TaxonFetches:DigitalOceanToken"] = DigitalOceanState.Token;
            settings["TaxonFetches:DropletSshKeys:0"] = sandbox.DigitalOcean.Fingerprint;
            settings["TaxonFetches:SshKeyFile"] = key;
            settings["TaxonFetches:SshUser"] = Environment.UserName;
            settings["TaxonFetches:SshPort"] = $"{sandbox.DigitalOcean.SshPort}";
        }

        for (var i = 0; i < sandbox.Catalogues.Count; i++)
        {
            settings[$"Demo:Catalogues:{i}:Title"] = sandbox.Catalogues[i].Title;
            settings[$"Demo:Catalogues:{i}:Description"] = sandbox.Catalogues[i].Description;
            settings[$"Demo:Catalogues:{i}:Folder"] = sandbox.Catalogues[i].Folder;
        }

        return settings;
    }

    // The portal processes by itself, and what it calls are programs of this one.
    private static void AddImaging(Dictionary<string, string> settings, string folder)
    {
        settings["ImagingOrders:Mode"] = "process";
        settings["ImagingOrders:OmeroHost"] = "omero.example";
        settings["ImagingOrders:OmeroPassword"] = "sandbox";
        settings["ImagingOrders:TemporaryFolder"] = Path.Combine(folder, "inplace");
        settings["ImagingOrders:ManagedRepository"] = Path.Combine(folder, "ManagedRepository");
        foreach (var (key, verb) in new[] { ("OmeroCommand", "omero"), ("ContainerCommand", "podman") })
        {
            foreach (var (word, i) in new[] { "dotnet", typeof(SandboxSettings).Assembly.Location, verb, folder }.Select((w, i) => (w, i)))
            {
                settings[$"ImagingOrders:{key}:{i}"] = word;
            }
        }
    }
}
