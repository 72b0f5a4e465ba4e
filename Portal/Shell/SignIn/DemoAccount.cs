namespace Portal.Shell.SignIn;

/// <summary>Somebody made for a demonstration, from configuration: <c>Demo:People:0:Name</c>.</summary>
public sealed class DemoAccount
{
    public string Name { get; set; } = "";
    public string Role { get; set; } = "";
}
