using System.Security.Cryptography;
using System.Text;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>A worker's own secret: made at its start, kept only as a hash.</summary>
internal static class WorkerSecrets
{
    public static string New() => $"pw_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    public static bool Fits(byte[] hash, string secret) => hash.Length > 0 && CryptographicOperations.FixedTimeEquals(hash, Hash(secret));
}
