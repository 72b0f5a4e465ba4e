using Microsoft.Extensions.Options;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.Outside.Omero;
using Portal.Jobs.Outside.Programs;

namespace Portal.Jobs.ImagingOrders.Processing;

/// <summary>Runs one import to its end and looks afterwards whether it is there: what the client says of itself is not believed.</summary>
public sealed class OmeroImporter(OmeroProgram program, OmeroClient omero, ImportLook look, IOptions<ImagingOrderOptions> options, TimeProvider clock)
{
    private const int Tries = 3;
    private const int MostLog = 8_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>The newest of what an order's imports will be newer than.</summary>
    public async Task<long> NewestAsync(ProcessedOrder order, bool images, CancellationToken cancellationToken)
    {
        var login = await omero.AsAsync(order.Row.User, order.Row.Group, cancellationToken);
        var rows = await omero.QueryAsync(login, images ? OmeroWords.HighestImage : OmeroWords.HighestFileset, cancellationToken);
        return rows.Count > 0 ? OmeroWords.Read(rows[0][0]) : 0;
    }

    /// <summary>Nobody imports for this order any more: one that was begun by a process that died has died with it, or ends first.</summary>
    /// <exception cref="StillHeldException">Somebody does.</exception>
    public async Task AloneAsync(string uuid, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Value.TemporaryFolder);
        var end = await ProgramRun.RunAsync(new("true", []) { Holds = HeldBy(uuid) }, cancellationToken);
        if (end.IsHeldElsewhere)
        {
            throw new StillHeldException();
        }
    }

    /// <param name="says">Hears of tries.</param>
    public async Task<ImportedThing> RunAsync(ImportWish wish, Action<string> says, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("portal-import-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "logs"));
            for (var attempt = 1; ; attempt++)
            {
                var (failure, log) = await OnceAsync(wish, folder, cancellationToken);
                // Also after a failure: part of it may have come through.
                if (await look.FindAsync(wish, cancellationToken) is { } there)
                {
                    return there with { Reason = failure, Log = log };
                }

                if (failure is null || attempt >= Tries || !ImportWays.MayPass(log ?? ""))
                {
                    return ImportedThing.Failed(failure ?? "OMERO’s client said it was imported, but nothing of it is in OMERO.", log);
                }

                says($"{Path.GetFileName(wish.Path)}: OMERO lost its thread; it is tried again in {(Pause * attempt).TotalSeconds:0} seconds.");
                await Task.Delay(Pause * attempt, clock, cancellationToken);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<(string? Failure, string? Log)> OnceAsync(ImportWish wish, string folder, CancellationToken cancellationToken)
    {
        var login = await omero.AsAsync(wish.User, wish.Group, cancellationToken);
        var (uuid, end) = ($"{wish.Order}", (ProgramEnd?)null);
        try
        {
            end = await program.RunAsync(Arguments(wish, login, folder), cancellationToken, within: options.Value.ImportTimeout, with: c => c with { Folder = folder, Holds = HeldBy(uuid), MostKept = 64 * 1024 });
        }
        catch (OmeroException slow) when (slow.InnerException is TimeoutException)
        {
            return ($"The import was ended: it took longer than {options.Value.ImportTimeout}.", await LogAsync(folder, uuid, "", cancellationToken));
        }

        if (end.IsHeldElsewhere)
        {
            throw new StillHeldException();
        }

        var log = await LogAsync(folder, uuid, end.Errors, cancellationToken);
        return end.Code == 0 ? (null, log) : ($"OMERO did not take it: {Reason(log) ?? $"its client ended with exit code {end.Code} and said nothing"}", log);
    }

    private IReadOnlyList<string> Arguments(ImportWish wish, OmeroLogin login, string folder)
    {
        var (settings, session) = (options.Value.Import, new OmeroSession(login.Key, login.Host, login.Port));
        return wish.Way switch
        {
            ImportWay.File => ImportCommands.File(settings, session, $"{wish.Order}", Path.Combine(folder, "imported.yml"), wish.Path),
            ImportWay.Zarr => ImportCommands.Zarr(session, wish.Destination, wish.Path),
            _ => ImportCommands.Whole(settings, session, $"{wish.Order}", wish.Destination, wish.Path),
        };
    }

    private string HeldBy(string uuid) => Path.Combine(options.Value.TemporaryFolder, $"{uuid}.lock");

    private static async Task<string?> LogAsync(string folder, string uuid, string errors, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, ImportCommands.ErrorsOf(uuid));
        var log = ((File.Exists(file) ? await File.ReadAllTextAsync(file, cancellationToken) : "") + errors).Trim();
        return log.Length == 0 ? null : log.Length > MostLog ? log[^MostLog..] : log;
    }

    // The line that names an exception says most, wherever it stands.
    private static string? Reason(string? log) => log?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } lines
        ? lines.FirstOrDefault(l => l.Contains("Exception", StringComparison.Ordinal) || l.Contains("Error:", StringComparison.Ordinal)) ?? lines[^1] : null;
}
