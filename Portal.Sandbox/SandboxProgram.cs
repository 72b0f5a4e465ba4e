using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Portal.Sandbox.Imaging.Containers;
using Portal.Sandbox.Imaging.Omero;

namespace Portal.Sandbox;

/// <summary>The process: starts the world, prints one line of configuration, and ends on SIGTERM, Ctrl-C or with its parent.</summary>
public static class SandboxProgram
{
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<int> Main(string[] args)
    {
        // Programs an importer calls, each with the folder it keeps its state in: Portal.Sandbox omero FOLDER import …
        if (args is ["omero" or "podman", var folder, .. var words])
        {
            return await (args[0] == "omero" ? new OmeroStandIn(folder, Console.In, Console.Out, Console.Error).RunAsync(words) : new ContainerStandIn(folder, Console.Out, Console.Error).RunAsync(words));
        }

        SandboxCommandLine command;
        try
        {
            command = SandboxCommandLine.Parse(args);
        }
        catch (FormatException mistake)
        {
            await Console.Error.WriteLineAsync(mistake.Message + Environment.NewLine + SandboxCommandLine.Usage);
            return 2;
        }

        var stop = new TaskCompletionSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => End(signal, stop));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            // Ctrl-C reaches the portal as well, which still needs this world while it winds down.
            signal.Cancel = true;
            if (!command.ExitWithParent)
            {
                stop.TrySetResult();
            }
        });

        await using var sandbox = await SandboxHost.StartAsync(command.Options);
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(sandbox.Settings, OneLine));
        await Console.Out.FlushAsync();
        await (command.ExitWithParent ? Task.WhenAny(stop.Task, InputClosedAsync()) : stop.Task);
        return 0;
    }

    private static void End(PosixSignalContext signal, TaskCompletionSource stop)
    {
        signal.Cancel = true;
        stop.TrySetResult();
    }

    private static async Task InputClosedAsync()
    {
        await using var input = Console.OpenStandardInput();
        var ignored = new byte[256];
        while (await input.ReadAsync(ignored) > 0)
        {
            // Whatever the parent writes is of no interest; only the end is.
        }
    }
}
