namespace Portal.Shell.SignIn;

/// <summary>What the second step's form carries.</summary>
public sealed class CodeInput
{
    public string Code { get; set; } = "";
}
