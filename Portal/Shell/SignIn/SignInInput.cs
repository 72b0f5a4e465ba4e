namespace Portal.Shell.SignIn;

/// <summary>What the sign-in form carries.</summary>
public sealed class SignInInput
{
    public string Name { get; set; } = "";
    public string Password { get; set; } = "";
    public bool Stay { get; set; } = true;
}
