using Portal.Jobs.Runs;
using Portal.Shell.Hosting;

namespace Portal.Tests.Shell.Hosting;

public sealed class ServeOptionsTests
{
    [Fact]
    public void What_serve_knows_it_takes_and_the_rest_goes_to_the_host()
    {
        var options = ServeOptions.Parse(["--demo", "--data", "/tmp/x", "--port=5081", "--role", "worker", "--Runs:Parallel", "2"]);

        (options.Demo, options.Data, options.Port, options.Role).ShouldBe((true, "/tmp/x", 5081, NodeRole.Worker));
        options.Rest.ShouldBe(["--Runs:Parallel", "2"]);
    }

    [Theory]
    [InlineData("--port needs a value.", "--port")]
    [InlineData("--port must be a number from 0 to 65535, not “abc”.", "--port", "abc")]
    [InlineData("--role must be web, worker or all, not “boss”.", "--role", "boss")]
    public void What_cannot_be_meant_is_refused_in_words(string sentence, params string[] args) =>
        Should.Throw<FormatException>(() => ServeOptions.Parse(args)).Message.ShouldBe(sentence);
}
