using System.Security.Cryptography;
using System.Text;
using Portal.Sandbox.DataService;

namespace Portal.Sandbox.Demo;

/// <summary>Ids and checksums that look like real ones and are the same at every start.</summary>
internal static class DemoIds
{
    public static string KfIdOf(string prefix, string name) => KfId.From(prefix, BitConverter.ToUInt64(Digest($"{prefix}|{name}")));

    public static string HexOf(string name, int length) => Convert.ToHexStringLower(Digest(name))[..length];

    public static string TaskIdOf(string name) => new Guid(Digest("task|" + name).AsSpan(0, 16)).ToString();

    public static long SizeOf(string name, long about) => about + (BitConverter.ToUInt32(Digest("size|" + name)) % about);

    private static byte[] Digest(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name));
}
