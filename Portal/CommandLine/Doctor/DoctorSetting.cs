namespace Portal.CommandLine.Doctor;

/// <summary>A configuration key an operator may set. Registered as a singleton by the slice that reads it.</summary>
/// <param name="Default">What holds where nothing sets it, in words; null for nothing.</param>
public sealed record DoctorSetting(string Key, string? Default = null, bool Secret = false);
