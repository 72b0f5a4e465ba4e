using System.Globalization;

namespace Portal.Jobs.Outside.Programs;

/// <summary>
/// Stands between the portal and a program that must not outlive it. The kernel tells the guard when the portal dies, however it does; the guard
/// then ends the program with everybody it started, who are a group of their own. A portal that still lives asks for the same by another signal.
/// </summary>
internal static class ProgramGuard
{
    /// <summary>SIGUSR1 on Linux.</summary>
    public const int EndAll = 10;

    // $0: whom it belongs to, which could be dead before the kernel was asked to tell; $1: what to do when it dies; then the program.
    // Whoever a program leaves behind when it ends goes as well. A wish to end politely is passed on. What a shell runs beside itself reads
    // nothing, unless its input comes by another number.
    private const string Script =
        """
        last=$1; shift
        trap 'kill -s KILL -- "-$!" "$!" 2>/dev/null; exit 137' USR1
        trap 'kill -s KILL -- "-$!" "$!" 2>/dev/null; eval "$last"; exit 137' USR2
        trap 'kill -s TERM "$!" 2>/dev/null' TERM
        [ "$PPID" = "$0" ] || exit 137
        exec 3<&0
        setsid -- "$@" <&3 3<&- &
        exec 3<&-
        while :; do wait "$!"; code=$?; kill -0 "$!" 2>/dev/null || break; done
        kill -s KILL -- "-$!" 2>/dev/null
        exit "$code"
        """;

    /// <param name="whenPortalDies">Run when the portal has died before the program ended.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> program, IReadOnlyList<string> whenPortalDies) =>
        ["setpriv", "--pdeathsig", "USR2", "--", "sh", "-c", Script, Environment.ProcessId.ToString(CultureInfo.InvariantCulture), string.Join(' ', whenPortalDies.Select(Quoted)), .. program];

    private static string Quoted(string word) => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
