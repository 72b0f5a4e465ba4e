using System.Text.RegularExpressions;
using Portal.Domain.Accounts;
using Portal.Tests.Support;

namespace Portal.Tests.Architecture;

/// <summary>Where a row of the table holds.</summary>
public enum Reach
{
    /// <summary>Needs no sign-in.</summary>
    Everybody,

    /// <summary>In the scope of what it is about; a list shows what is in the caller's scopes.</summary>
    Scope,

    /// <summary>With the role in any scope: what it is about has none yet.</summary>
    Anywhere,

    /// <summary>Only with a role in the whole portal.</summary>
    Portal,

    /// <summary>About whoever calls.</summary>
    Own,

    /// <summary>Whoever may start programs where the portal is installed.</summary>
    Machine,
}

/// <summary>One action: who may, where, and by which doors.</summary>
public sealed record RoleRow(string Action, bool Anonymous, IReadOnlySet<Role> Roles, Reach Reach, IReadOnlyList<string> Doors)
{
    public bool May(Role? role) => role is { } held ? Roles.Contains(held) : Anonymous;
}

/// <summary>The README's table of who may what, which the tests hold the portal to.</summary>
internal static partial class RoleTable
{
    private static readonly string[] Heads = ["action", "Anonymous", "Viewer", "Curator", "Operator", "Admin", "where", "doors"];

    private static readonly Dictionary<string, Reach> Reaches = new(StringComparer.Ordinal)
    {
        ["everybody"] = Reach.Everybody,
        ["its scope"] = Reach.Scope,
        ["any scope"] = Reach.Anywhere,
        ["whole portal"] = Reach.Portal,
        ["one's own"] = Reach.Own,
        ["this machine"] = Reach.Machine,
    };

    public static IReadOnlyList<RoleRow> Read()
    {
        var section = File.ReadAllText(Repository.Path("README.md")).Split("\n## Who may what\n")[1].Split("\n## ")[0];
        var lines = section.Split('\n').Where(l => l.StartsWith('|')).Select(l => l.Trim().Trim('|').Split('|').Select(c => c.Trim()).ToArray()).ToList();
        lines[0].ShouldBe(Heads);
        return [.. lines.Skip(2).Select(Row)];
    }

    private static RoleRow Row(string[] cells)
    {
        cells.Length.ShouldBe(Heads.Length, cells[0]);
        cells[1..6].ShouldAllBe(c => c == "✓" || c == "–", cells[0]);
        Reaches.ShouldContainKey(cells[6], cells[0]);
        return new(cells[0], cells[1] == "✓", Enum.GetValues<Role>().Where(r => cells[1 + (int)r] == "✓").ToHashSet(), Reaches[cells[6]],
            [.. Code().Matches(cells[7]).Select(m => m.Groups["door"].Value)]);
    }

    [GeneratedRegex("`(?<door>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Code();
}
