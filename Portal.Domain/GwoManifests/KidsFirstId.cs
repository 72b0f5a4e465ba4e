using System.Buffers;

namespace Portal.Domain.GwoManifests;

/// <summary>Ids of the Data Service: two letters, an underscore, eight characters of Crockford base 32 (which has no I, L, O, U).</summary>
public static class KidsFirstId
{
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("0123456789ABCDEFGHJKMNPQRSTVWXYZ");

    public static bool IsValid(string id, string prefix)
    {
        if (id.Length != 11 || !id.StartsWith(prefix, StringComparison.Ordinal) || id[2] != '_')
        {
            return false;
        }

        return !id.AsSpan(3).ContainsAnyExcept(Alphabet);
    }

    public static bool IsStudy(string id) => IsValid(id, "SD");

    /// <summary>What is wrong with an id, for a person who has to correct it.</summary>
    public static string Fault(string id, string prefix)
    {
        if (ExcelDamage.Of(id) is { } damage)
        {
            return damage;
        }

        if (IsValid(id.ToUpperInvariant(), prefix))
        {
            return $"Ids are written in capitals: {id.ToUpperInvariant()}";
        }

        if (!id.StartsWith(prefix + "_", StringComparison.OrdinalIgnoreCase))
        {
            return $"The id must start with {prefix}_";
        }

        if (id.Length != 11)
        {
            return $"{prefix}_ must be followed by 8 characters; here are {id.Length - 3}";
        }

        var odd = id[3..].ToUpperInvariant().Where(c => !Alphabet.Contains(c)).Distinct().ToArray();
        return $"{string.Join(", ", odd)} never occurs in an id: I, L, O and U are not used";
    }

    /// <summary>Whether two ids differ by one typing slip: a character wrong, missing, too many, or two swapped.</summary>
    public static bool AreNear(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 1)
        {
            return false;
        }

        var prefix = a.AsSpan().CommonPrefixLength(b);
        var restA = a.AsSpan(prefix);
        var restB = b.AsSpan(prefix);
        if (a.Length == b.Length)
        {
            return restA.Length == 0 || restA[1..].SequenceEqual(restB[1..])
                || (restA.Length > 1 && restA[0] == restB[1] && restA[1] == restB[0] && restA[2..].SequenceEqual(restB[2..]));
        }

        return a.Length > b.Length ? restA[1..].SequenceEqual(restB) : restB[1..].SequenceEqual(restA);
    }
}
