using Portal.Shell.SignIn;

namespace Portal.Tests.Shell;

public sealed class LocalUrlTests
{
    [Theory]
    [InlineData("/runs?q=x", "/runs?q=x")]
    [InlineData("/", "/")]
    [InlineData(null, "/home")]
    [InlineData("", "/home")]
    [InlineData("runs", "/home")]
    [InlineData("//elsewhere.example", "/home")]
    [InlineData("/\\elsewhere.example", "/home")]
    [InlineData("https://elsewhere.example/", "/home")]
    [InlineData("/\t/elsewhere.example", "/home")]
    public void Signing_in_never_leads_out_of_the_portal(string? url, string goes) => LocalUrl.Or(url, "/home").ShouldBe(goes);
}
