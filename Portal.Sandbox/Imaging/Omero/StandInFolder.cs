using System.Text.Json;

namespace Portal.Sandbox.Imaging.Omero;

/// <summary>What stand-ins that are programs keep between two calls: a folder, and one of them at a time in it.</summary>
public sealed class StandInFolder(string folder)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public string At(string name) => Path.Combine(folder, name);

    /// <summary>Command lines that were heard, one as JSON on each line, in order.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Calls(string program) => File.Exists(At($"{program}.calls"))
        ? [.. File.ReadLines(At($"{program}.calls")).Select(l => (IReadOnlyList<string>)JsonSerializer.Deserialize<List<string>>(l)!)] : [];

    /// <summary>How the stand-ins behave: <c>{"down":true,"callMs":0,"importMs":300,"convertMs":500}</c>.</summary>
    public StandInFaults Faults() => File.Exists(At("faults.json")) ? JsonSerializer.Deserialize<StandInFaults>(File.ReadAllText(At("faults.json")), JsonSerializerOptions.Web)! : new();

    public void Set(StandInFaults faults)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(At("faults.json.new"), JsonSerializer.Serialize(faults, JsonSerializerOptions.Web));
        File.Move(At("faults.json.new"), At("faults.json"), overwrite: true);
    }

    /// <summary>Writes a command line down before anything is done about it.</summary>
    public void Record(string program, IReadOnlyList<string> arguments)
    {
        using var held = Hold();
        File.AppendAllText(At($"{program}.calls"), JsonSerializer.Serialize(arguments) + "\n");
    }

    /// <summary>How often this was asked before; counted.</summary>
    public int Before(string what)
    {
        using var held = Hold();
        var before = File.Exists(At("counted")) ? File.ReadLines(At("counted")).Count(l => l == what) : 0;
        File.AppendAllText(At("counted"), what + "\n");
        return before;
    }

    /// <summary>Nobody else is in the folder until it is disposed, or its process dies.</summary>
    public IDisposable Hold()
    {
        Directory.CreateDirectory(folder);
        while (true)
        {
            try
            {
                return new FileStream(At("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                Thread.Sleep(Pause);
            }
        }
    }
}

/// <summary>How the stand-ins behave, all of them.</summary>
/// <param name="Down">The server does not answer.</param>
public sealed record StandInFaults(bool Down = false, int CallMs = 0, int ImportMs = 0, int ConvertMs = 0);
