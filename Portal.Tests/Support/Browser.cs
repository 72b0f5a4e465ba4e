using System.Net;
using System.Text.RegularExpressions;

namespace Portal.Tests.Support;

/// <summary>What came back for a page: where it leads, or what it says.</summary>
public sealed record Answer(HttpStatusCode Status, string Location, string Text);

/// <summary>Somebody's browser without scripts: cookies, links and forms with their tokens.</summary>
public sealed partial class Browser(PortalServer server) : IDisposable
{
    public const string Password = "correct horse battery";

    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = server.Url };

    public HttpClient Http => _http;

    public void Dispose() => _http.Dispose();

    public async Task<Answer> GetAsync(string url)
    {
        using var reply = await _http.GetAsync(url);
        return await ReadAsync(reply);
    }

    /// <summary>Opens the page and sends its form.</summary>
    public async Task<Answer> SubmitAsync(string url, string form, params (string Name, string Value)[] fields)
    {
        var page = await _http.GetStringAsync(url);
        var values = fields.Append(("_handler", form)).Append(("__RequestVerificationToken", Token().Match(page).Groups["token"].Value));
        using var reply = await _http.PostAsync(url, new FormUrlEncodedContent(values.Select(f => new KeyValuePair<string, string>(f.Item1, f.Item2))));
        return await ReadAsync(reply);
    }

    public Task<Answer> SignInAsync(string name, string password = Password, string url = "/sign-in") =>
        SubmitAsync(url, "sign-in", ("Input.Name", name), ("Input.Password", password), ("Input.Stay", "true"));

    private static async Task<Answer> ReadAsync(HttpResponseMessage reply)
    {
        var where = reply.Headers.Location is { } location ? (location.IsAbsoluteUri ? location.PathAndQuery : location.ToString()) : "";
        return new(reply.StatusCode, where, WebUtility.HtmlDecode(await reply.Content.ReadAsStringAsync()));
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Token();
}
