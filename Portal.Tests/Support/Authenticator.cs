using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Portal.Tests.Support;

/// <summary>An authenticator app: RFC 6238 with six digits and half a minute.</summary>
public static class Authenticator
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string CodeOf(string key)
    {
        Span<byte> step = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(step, DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30);
#pragma warning disable CA5350 // The standard says SHA-1.
        var hash = HMACSHA1.HashData(Bytes(key), step);
#pragma warning restore CA5350
        var at = hash[^1] & 0xf;
        return $"{(BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(at)) & 0x7fff_ffff) % 1_000_000:000000}";
    }

    private static byte[] Bytes(string key)
    {
        var bits = string.Concat(key.Where(char.IsLetterOrDigit).Select(c => Convert.ToString(Alphabet.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
