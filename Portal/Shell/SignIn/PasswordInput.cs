namespace Portal.Shell.SignIn;

/// <summary>What a form carries that sets a password.</summary>
public sealed class PasswordInput
{
    public string Present { get; set; } = "";
    public string Wanted { get; set; } = "";
    public string Again { get; set; } = "";

    /// <summary>What to say when the two differ.</summary>
    public string? Mismatch => Wanted == Again ? null : "The two passwords differ. Type the same one twice.";
}
