using System.ComponentModel;
using System.Text;
using Portal.Jobs.Outside.Programs;

namespace Portal.Jobs.Outside.Omero;

/// <summary>
/// Runs OMERO's own command line client. It gets none of the portal's settings; the password goes by its environment, and where it keeps
/// its sessions is a folder of this process alone.
/// </summary>
public sealed class OmeroProgram(OmeroPlace place) : IDisposable
{
    private const int MostOutput = 32 * 1024 * 1024;

    private static readonly string[] Inherited =
        ["PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "TMPDIR", "OMERODIR", "OMERO_TMPDIR", "OMERO_USERDIR", "OMERO_HOME", "VIRTUAL_ENV", "PYTHONPATH", "JAVA_HOME", "JAVA_OPTS", "DOTNET_ROOT", "SSL_CERT_FILE", "SSL_CERT_DIR"];

    private readonly Lazy<DirectoryInfo> _sessions = new(() => Directory.CreateTempSubdirectory("portal-omero-"));

    public OmeroPlace Place => place;

    /// <param name="within">Null: as long as a question may take.</param>
    /// <param name="with">What else there is to be said about how it is run.</param>
    /// <returns>How it ended, whatever that is.</returns>
    /// <exception cref="OmeroException">It cannot be started, or took too long.</exception>
    public async Task<ProgramEnd> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken, string input = "", TimeSpan? within = null, bool withPassword = false, Func<ProgramCall, ProgramCall>? with = null)
    {
        var call = new ProgramCall(place.Command[0], [.. place.Command.Skip(1), .. arguments])
        {
            Input = Encoding.UTF8.GetBytes(input),
            Inherits = Inherited,
            Environment = new Dictionary<string, string?> { ["OMERO_SESSIONDIR"] = _sessions.Value.FullName, ["OMERO_PASSWORD"] = withPassword ? place.Password : null },
            Within = within ?? place.CallTimeout,
            MostKept = MostOutput,
            DiesWithPortal = true,
        };
        try
        {
            return await ProgramRun.RunAsync(with?.Invoke(call) ?? call, cancellationToken);
        }
        catch (Win32Exception e)
        {
            throw new OmeroException(OmeroTrouble.NotInstalled, $"OMERO’s client “{place.Command[0]}” cannot be started: {e.Message}. Install omero-py on every node, or name it in ImagingOrders:OmeroCommand.", cause: e);
        }
        catch (TimeoutException e)
        {
            throw new OmeroException(OmeroTrouble.NotReached, $"OMERO does not answer: its client took longer than {call.Within!.Value.TotalSeconds:0.#} seconds.", cause: e);
        }
    }

    public void Dispose()
    {
        if (_sessions.IsValueCreated)
        {
            _sessions.Value.Delete(recursive: true);
        }
    }
}
