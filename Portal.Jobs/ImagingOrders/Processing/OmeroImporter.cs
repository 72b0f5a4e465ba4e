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
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>The newest of what an order's imports will be newer than; of one that somebody else worked on before, the newest there was when it was made.</summary>
    public async Task<long> NewestAsync(ProcessedOrder order, bool images, CancellationToken cancellationToken)
    {
        if (order.TakenOver && order.Row.At is null)
        {
            return 0; // nobody knows when it was made, so all of it may be its own
        }

        var login = await omero.AsAsync(order.Row.User, order.Row.Group, cancellationToken);
        var rows = await omero.QueryAsync(login, order.TakenOver ? OmeroWords.HighestBefore(images, Limit(order.Row.At!.Value)) : images ? OmeroWords.HighestImage : OmeroWords.HighestFileset, cancellationToken);
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
            if (wish.LeftOf is not null && await look.FindAsync(wish, cancellationToken) is { } left)
            {
                says($"{Path.GetFileName(wish.Path)} was imported before this portal took the order over; it is not imported again.");
                return left;
            }

            for (var attempt = 1; ; attempt++)
            {
                var (failure, log, mayPass) = await OnceAsync(wish, folder, cancellationToken);
                // Also after a failure: part of it may have come through.
                if (await look.FindAsync(wish, cancellationToken) is { } there)
                {
                    return there with { Reason = failure ?? there.Reason, Log = log };
                }

                if (failure is null || attempt >= Tries || !mayPass)
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

    // May pass by itself: the server lost its thread, or the client ended before it wrote a word about why.
    private async Task<(string? Failure, string? Log, bool MayPass)> OnceAsync(ImportWish wish, string folder, CancellationToken cancellationToken)
    {
        var login = await omero.AsAsync(wish.User, wish.Group, cancellationToken);
        var (uuid, end) = ($"{wish.Order}", (ProgramEnd?)null);
        var errors = Path.Combine(folder, ImportCommands.ErrorsOf(uuid));
        File.Delete(errors); // of the try before
        try
        {
            var arguments = Arguments(wish, login, folder);
            end = await program.RunAsync(arguments, cancellationToken, within: options.Value.ImportTimeout, with: c => Own(c, arguments) with { Folder = folder, Holds = HeldBy(uuid), MostKept = 64 * 1024 });
        }
        catch (OmeroException slow) when (slow.InnerException is TimeoutException)
        {
            return ($"The import was ended: it took longer than {options.Value.ImportTimeout}.", await LogAsync(errors, "", cancellationToken), false);
        }

        if (end.IsHeldElsewhere)
        {
            throw new StillHeldException();
        }

        if (omero.IsForgotten(login, end))
        {
            return ("OMERO ended the session.", end.Errors, true);
        }

        var log = await LogAsync(errors, end.Errors, cancellationToken);
        return end.Code == 0 ? (null, log, false) : ($"OMERO did not take it: {Reason(log) ?? $"its client ended with exit code {end.Code} and said nothing"}", log,
            ImportWays.MayPass(log ?? "") || (wish.Way != ImportWay.Zarr && !File.Exists(errors)));
    }

    private IReadOnlyList<string> Arguments(ImportWish wish, OmeroLogin login, string folder)
    {
        var (settings, session) = (options.Value.Import, new OmeroSession(login.Key, login.Host, login.Port));
        return wish.Way switch
        {
            ImportWay.File => ImportCommands.File(settings, session, $"{wish.Order}", Path.Combine(folder, "imported.yml"), wish.Path),
            ImportWay.Zarr => options.Value.Zarr.With(session, wish.Destination, wish.Path),
            _ => ImportCommands.Whole(settings, session, $"{wish.Order}", wish.Destination, wish.Path),
        };
    }

    // Stores may be registered by a program of one's own.
    private static ProgramCall Own(ProgramCall call, IReadOnlyList<string> arguments) =>
        Path.IsPathRooted(arguments[0]) ? call with { Program = arguments[0], Arguments = [.. arguments.Skip(1)] } : call;

    // OMERO's clock has no zone: whichever of the two it is, this is not later, and their clocks may differ a little.
    private static DateTime Limit(DateTimeOffset at) => (at.UtcDateTime < at.LocalDateTime ? at.UtcDateTime : at.LocalDateTime) - ClockSkew;

    private string HeldBy(string uuid) => Path.Combine(options.Value.TemporaryFolder, $"{uuid}.lock");

    private static async Task<string?> LogAsync(string file, string errors, CancellationToken cancellationToken)
    {
        var log = ((File.Exists(file) ? await File.ReadAllTextAsync(file, cancellationToken) : "") + errors).Trim();
        return log.Length == 0 ? null : log.Length > MostLog ? log[^MostLog..] : log;
    }

    // The line that names an exception says most, wherever it stands.
    private static string? Reason(string? log) => log?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } lines
        ? lines.FirstOrDefault(l => l.Contains("Exception", StringComparison.Ordinal) || l.Contains("Error:", StringComparison.Ordinal)) ?? lines[^1] : null;
}
