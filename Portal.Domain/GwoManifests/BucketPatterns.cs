namespace Portal.Domain.GwoManifests;

/// <summary>Which buckets a study's manifests may name. <c>*</c> stands for anything, <c>{study}</c> for the id as buckets spell it: <c>sd-me0wme0w</c>.</summary>
public sealed class BucketPatterns(IReadOnlyList<string> patterns)
{
    public static BucketPatterns Default { get; } = new(["*{study}*"]);

    public IReadOnlyList<string> Patterns => patterns;

    public bool Allows(string bucket, string studyId)
    {
        var study = studyId.ToLowerInvariant().Replace('_', '-');
        return patterns.Any(p => Matches(p.Replace("{study}", study, StringComparison.OrdinalIgnoreCase), bucket));
    }

    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var star = pattern.IndexOf('*');
        if (star < 0)
        {
            return pattern.Equals(text, StringComparison.OrdinalIgnoreCase);
        }

        if (!text.StartsWith(pattern[..star], StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var rest = pattern[(star + 1)..];
        for (var i = star; i <= text.Length; i++)
        {
            if (Matches(rest, text[i..]))
            {
                return true;
            }
        }

        return false;
    }
}
