using System.ComponentModel.DataAnnotations;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>The part of section <c>TaxonFetches</c> that matters when workers are droplets.</summary>
public sealed class DigitalOceanOptions : IValidatableObject
{
    public const string UrlKey = $"{TaxonFetchOptions.Section}:{nameof(DigitalOceanUrl)}";
    public const string TokenKey = $"{TaxonFetchOptions.Section}:{nameof(DigitalOceanToken)}";
    public const string SshKeyFileKey = $"{TaxonFetchOptions.Section}:{nameof(SshKeyFile)}";

    public string Farm { get; set; } = "";

    public string DigitalOceanUrl { get; set; } = "https://api.digitalocean.com/v2";

    /// <summary>Needs the scopes droplet:create, droplet:read, droplet:delete and tag:create.</summary>
    public string? DigitalOceanToken { get; set; }

    /// <summary>Slug; unset: wherever there is room.</summary>
    public string? DropletRegion { get; set; }

    public string DropletSize { get; set; } = "s-2vcpu-4gb";

    /// <summary>Slug or number of an image whose machines have the command <c>portal</c>, or get it from <see cref="DropletSetup"/>.</summary>
    public string DropletImage { get; set; } = "ubuntu-24-04-x64";

    /// <summary>Lines of a shell script that run on a new droplet before its worker; readable by everybody on it.</summary>
    public string? DropletSetup { get; set; }

    /// <summary>Numbers or fingerprints of the keys, known to the account, that open a droplet; the private part of one is <see cref="SshKeyFile"/>.</summary>
    public IList<string> DropletSshKeys { get; } = new List<string>();

    public string? DropletVpc { get; set; }

    /// <summary>Marks the droplets of this portal; another portal on the same account needs another one.</summary>
    [RegularExpression("^[a-zA-Z0-9_:-]{1,100}$", ErrorMessage = "TaxonFetches:DropletTag may have letters, digits, “_”, “:” and “-”.")]
    public string DropletTag { get; set; } = "portal";

    /// <summary>From its creation until it can be reached.</summary>
    public TimeSpan DropletTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Until something DigitalOcean could not do just now is tried again; four times as long when it has no room.</summary>
    public TimeSpan DropletPause { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Private key for rsync, readable by the portal alone.</summary>
    public string? SshKeyFile { get; set; }

    /// <summary>The account a droplet's script runs as.</summary>
    [RegularExpression("^[a-z_][a-z0-9_-]*$", ErrorMessage = "TaxonFetches:SshUser must be the name of an account.")]
    public string SshUser { get; set; } = "root";

    [Range(1, 65_535, ErrorMessage = "TaxonFetches:SshPort must be between 1 and 65,535.")]
    public int SshPort { get; set; } = 22;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Farm != DigitalOceanFarm.FarmName)
        {
            yield break;
        }

        if (!Uri.TryCreate(DigitalOceanUrl, UriKind.Absolute, out var url) || !(url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback)))
        {
            yield return new($"{UrlKey} must begin with https://, for the token travels with every call; it is “{DigitalOceanUrl}”.");
        }

        if (string.IsNullOrEmpty(DigitalOceanToken))
        {
            yield return new($"{TokenKey} must be set when TaxonFetches:Farm is digitalocean.");
        }

        if (string.IsNullOrEmpty(SshKeyFile) || !File.Exists(SshKeyFile) || SshKeyFile.Contains('"'))
        {
            yield return new($"{SshKeyFileKey} must name the private key file for droplets; {(string.IsNullOrEmpty(SshKeyFile) ? "it is not set" : $"there is none at “{SshKeyFile}”")}.");
        }

        if (DropletSshKeys.Count == 0)
        {
            yield return new("TaxonFetches:DropletSshKeys:0 must be the number or fingerprint of an ssh key the account has; without one nobody can collect from a droplet.");
        }

        if (DropletTimeout <= TimeSpan.Zero)
        {
            yield return new($"TaxonFetches:DropletTimeout must be longer than nothing; it is {DropletTimeout}.");
        }
    }
}
