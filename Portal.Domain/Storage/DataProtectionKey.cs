namespace Portal.Domain.Storage;

/// <summary>One XML element of the key ring that protects cookies and tokens; shared by all nodes.</summary>
public sealed class DataProtectionKey
{
    public Guid Id { get; set; }
    public string Name { get; set; } = "";
    public string Xml { get; set; } = "";
}
