using System.Globalization;
using System.Text;

namespace Portal.E2E.Support;

/// <summary>All processes that come from one start, whoever's children they have become: they inherited its mark, or work on its folder.</summary>
internal sealed class FamilyOfProcesses(string folder)
{
    public const string Variable = "PORTAL_E2E_FAMILY";

    public string Mark { get; } = Guid.NewGuid().ToString("N");

    public IReadOnlyList<string> Alive() => [.. Directory.EnumerateDirectories("/proc").Where(IsProcess).Where(IsOurs).Select(Describe)];

    private static bool IsProcess(string path) => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out _);

    private bool IsOurs(string process) =>
        Read(process, "environ").Contains($"{Variable}={Mark}", StringComparison.Ordinal) || Read(process, "cmdline").Contains(folder, StringComparison.Ordinal);

    private static string Describe(string process) => $"{Path.GetFileName(process)} {Read(process, "cmdline").Replace('\0', ' ')}".Trim();

    private static string Read(string process, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, file)));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return ""; // It ended while we looked, or belongs to somebody else.
        }
    }
}
