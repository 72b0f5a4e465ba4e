using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Portal.Sandbox.Outside;

namespace Portal.Sandbox.DigitalOcean;

/// <summary>The HTTP face of DigitalOcean: droplets are accepted first and there later, and it counts how often it is asked.</summary>
internal sealed partial class DigitalOceanApi(DigitalOceanState state, TimeProvider clock) : IOutsideService
{
    public const string Root = "/v2";
    private const int MostUserData = 64 * 1024;

    public string Name => "digitalocean";

    public static bool Owns(PathString path) => path.StartsWithSegments(Root, StringComparison.Ordinal);

    public Reply Error(int status, string message) => Json(status, new { id = Ids.GetValueOrDefault(status, "server_error"), message });

    public Reply Answer(ServiceRequest request)
    {
        var (left, reset) = state.Count();
        if (left < 0)
        {
            return Error(429, "API rate limit exceeded.") with { Headers = [new("retry-after", Whole((reset - clock.GetUtcNow()).TotalSeconds + 1))] };
        }

        var reply = request.Authorization == $"Bearer {DigitalOceanState.Token}" ? Route(request) : Error(401, "Unable to authenticate you.");
        return reply with { Headers = [new("ratelimit-limit", Whole(state.PerMinute)), new("ratelimit-remaining", Whole(left)), new("ratelimit-reset", Whole(reset.ToUnixTimeSeconds()))] };
    }

    private static readonly Dictionary<int, string> Ids = new()
    {
        [400] = "bad_request",
        [401] = "unauthorized",
        [403] = "forbidden",
        [404] = "not_found",
        [409] = "conflict",
        [422] = "unprocessable_entity",
        [429] = "too_many_requests",
    };

    private Reply Route(ServiceRequest request) => (request.Method, request.Path[Root.Length..].Split('/')) switch
    {
        ("GET", ["", "account"]) => Json(200, new { account = new { droplet_limit = state.DropletLimit, email = "sandbox@example.org", status = "active", status_message = "" } }),
        ("POST", ["", "droplets"]) => Create(request),
        ("GET", ["", "droplets"]) => List(request.Query),
        ("GET", ["", "droplets", var id]) => Find(id) is { } droplet ? Json(200, new { droplet = Describe(droplet) }) : NotFound(),
        ("DELETE", ["", "droplets", var id]) => Delete(id),
        _ => NotFound(),
    };

    private Reply Create(ServiceRequest request)
    {
        JsonElement body;
        try
        {
            body = JsonSerializer.Deserialize<JsonElement>(request.Body.Span);
        }
        catch (JsonException)
        {
            return Error(400, "error parsing request body");
        }

        string? Text(string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        string[] Texts(string name) => body.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(v => v.ToString())] : [];
        if (Text("name") is not { } name || Text("size") is not { } size || !body.TryGetProperty("image", out _))
        {
            return Error(422, "request payload validation failed");
        }

        var wrong = !HostName().IsMatch(name) ? "Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)"
            : Texts("tags").Any(t => !Tag().IsMatch(t)) ? "Tag names may only contain letters, numbers, colons, dashes, and underscores."
            : Texts("ssh_keys").FirstOrDefault(k => state.Fingerprint.Length > 0 && k != state.Fingerprint) is { } unknown ? $"{unknown} are invalid key identifiers for Droplet creation."
            : System.Text.Encoding.UTF8.GetByteCount(Text("user_data") ?? "") > MostUserData ? "User data must be less than 64 KiB"
            : null;
        return wrong is not null ? Error(422, wrong)
            : state.Create(new(name, Text("region") ?? "nyc3", size, Texts("tags"), Text("user_data") ?? "")) is { } droplet
                ? Json(202, new { droplet = Describe(droplet), links = new { actions = new[] { new { id = droplet.Id + 1_000_000, rel = "create", href = $"https://api.digitalocean.com/v2/actions/{droplet.Id + 1_000_000}" } } } })
                : Error(422, "creating this/these droplet(s) will exceed your droplet limit");
    }

    private Reply List(IQueryCollection query)
    {
        var tag = query["tag_name"].ToString();
        var all = state.Droplets.Where(d => tag.Length == 0 || d.Order.Tags.Contains(tag, StringComparer.Ordinal)).ToList();
        var (page, size) = (Number(query["page"], 1, int.MaxValue), Number(query["per_page"], 20, 200));
        var pages = new Dictionary<string, string>(StringComparer.Ordinal);
        if ((long)page * size < all.Count)
        {
            pages["next"] = $"https://api.digitalocean.com/v2/droplets?tag_name={tag}&page={page + 1}&per_page={size}";
        }

        return Json(200, new { droplets = all.Skip((page - 1) * size).Take(size).Select(Describe), links = new { pages }, meta = new { total = all.Count } });
    }

    private Reply Delete(string id)
    {
        if (Find(id) is not { } droplet)
        {
            return NotFound();
        }

        if (state.AgeOf(droplet) < state.BootTime)
        {
            return Error(422, "Droplet already has a pending event.");
        }

        state.Destroy(droplet.Id);
        return new(204, "application/json", default);
    }

    private object Describe(SandboxDroplet droplet)
    {
        var age = state.AgeOf(droplet);
        List<object> networks = age < state.BootTime / 2 ? [] : [new { ip_address = $"10.128.192.{droplet.Address.Split('.')[^1]}", netmask = "255.255.0.0", gateway = "nil", type = "private" }];
        if (age >= state.BootTime && state.GivesPublicAddresses)
        {
            networks.Add(new { ip_address = droplet.Address, netmask = "255.0.0.0", gateway = "127.0.0.1", type = "public" });
        }

        return new
        {
            id = droplet.Id,
            name = droplet.Order.Name,
            locked = age < state.BootTime,
            status = age < state.BootTime ? "new" : "active",
            created_at = droplet.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            size_slug = droplet.Order.Size,
            region = new { slug = droplet.Order.Region },
            tags = droplet.Order.Tags,
            networks = new { v4 = networks, v6 = Array.Empty<object>() },
        };
    }

    private SandboxDroplet? Find(string id) => long.TryParse(id, CultureInfo.InvariantCulture, out var number) ? state.Droplets.FirstOrDefault(d => d.Id == number) : null;

    private Reply NotFound() => Error(404, "The resource you requested could not be found.");

    private static int Number(string? text, int otherwise, int most) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number > 0 ? Math.Min(number, most) : otherwise;

    private static string Whole(double number) => ((long)number).ToString(CultureInfo.InvariantCulture);

    private static Reply Json(int status, object body) => Reply.Text(status, "application/json; charset=utf-8", JsonSerializer.Serialize(body));

    [GeneratedRegex(@"^[a-zA-Z0-9]?[a-z0-9A-Z.\-]*[a-z0-9A-Z]$", RegexOptions.None, 1000)]
    private static partial Regex HostName();

    [GeneratedRegex(@"^[a-zA-Z0-9_\-\:]{1,255}$", RegexOptions.None, 1000)]
    private static partial Regex Tag();
}
