using System.CommandLine;
using Portal.CommandLine.Doctor;
using Portal.CommandLine.Local;
using Portal.GenomeCatalogues;
using Portal.GwoManifests;
using Portal.ImagingOrders;
using Portal.Shell.Hosting;
using Portal.TaxonFetches;

namespace Portal.CommandLine;

/// <summary>The same binary is server and command line: without a verb, or with `serve`, it serves.</summary>
public static class PortalCommandLine
{
    private const string Serve = "serve";

    public static async Task<int> RunAsync(
        string[] args, Func<string[], Task<int>> serve, IReadOnlyList<ILocalVerb>? localVerbs = null, CommandConsole? console = null)
    {
        console ??= CommandConsole.System;
        var root = Root(localVerbs ?? [], console);
        if (Serves(args, out var remaining))
        {
            return await serve(remaining);
        }
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await console.Error.WriteLineAsync(error.Message);
            }
            await console.Error.WriteLineAsync("Every verb explains itself with --help.");
            return ExitCode.Usage;
        }
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { Output = console.Out, Error = console.Error, EnableDefaultExceptionHandler = false });
        }
        catch (CommandException ended)
        {
            await console.Error.WriteLineAsync(ended.Message);
            return ended.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
    }

    // Options without a verb belong to the host (--urls …), so only what asks for help or names a verb is ours.
    private static bool Serves(string[] args, out string[] remaining)
    {
        var named = args is [Serve, ..];
        remaining = named ? args[1..] : args;
        var asksForHelp = remaining is ["--help" or "-h" or "-?"] || args is ["--version"];
        return !asksForHelp && (named || args is [] || args[0].StartsWith('-'));
    }

    /// <summary>Every verb there is, for whoever lists them.</summary>
    public static RootCommand Whole(CommandConsole console) => Root(LocalVerbs(console), console);

    /// <summary>The verbs that work on this machine's installation.</summary>
    public static IReadOnlyList<ILocalVerb> LocalVerbs(CommandConsole console)
    {
        var portal = new LocalPortal();
        return
        [
            new DoctorVerb(LocalPortal.Services, console),
            new MigrateVerb(portal, console),
            new AdminVerb(portal, console),
            new KeysVerb(portal, console, TimeProvider.System),
            new WorkerVerb(console),
        ];
    }

    private static RootCommand Root(IReadOnlyList<ILocalVerb> localVerbs, CommandConsole console)
    {
        var root = new RootCommand("Data portal. Verbs talk to the portal at PORTAL_URL with the key in PORTAL_API_KEY or --key-file.")
        {
            new Command(Serve, "Start the server; further options go to it unchanged."),
            RunVerbs.Build(console),
            ManifestVerbs.Build(console),
            CatalogueVerbs.Build(console),
            BiomeVerbs.Build(console),
            TaxonVerbs.Build(console),
            OrderVerbs.Build(console),
        };
        foreach (var verb in localVerbs)
        {
            root.Add(verb.Build());
        }
        return root;
    }
}
