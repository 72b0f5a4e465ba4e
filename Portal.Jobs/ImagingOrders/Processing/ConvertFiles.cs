using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Runs;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Jobs.Outside.Containers;

namespace Portal.Jobs.ImagingOrders.Processing;

/// <summary>What each file became, by its place in the order.</summary>
public sealed record ConvertedFiles(IReadOnlyDictionary<int, IReadOnlyList<ConvertedImage>> Images)
{
    public const string Key = "converted";
}

/// <summary>Runs the order's container once for each of its files. One that fails does not stop the others.</summary>
public sealed class ConvertFiles(OrderStepServices services, ImageFiles images, ContainerProgram containers, IOptions<ImagingOrderOptions> options) : OrderStep(services)
{
    private const int MostLines = 400;

    public override string Name => "convert";

    public override string Title => "Convert";

    protected override async Task<StepResult> WorkAsync(ProcessedOrder order, StepContext context, CancellationToken cancellationToken)
    {
        var files = await Services.Files.OfAsync(order.Order.Id, cancellationToken);
        if (order.Conversion is not { } conversion)
        {
            return order.Row.PreprocessingId is null ? StepResult.Done("imported as they are") : throw new OrderFailedException(FailureText.Conversion, "The order’s conversion is not in the importer’s table any more.");
        }

        if (files.All(f => f.State == OrderFileState.Failed))
        {
            return StepResult.Done("nothing to convert");
        }

        if (conversion.AltOutputFolder is null)
        {
            throw new OrderFailedException(FailureText.Conversion, "A conversion needs a folder for its temporary copy; this one names none.");
        }

        await TellAsync(order, ImportStage.Preprocessing, description: null, context, cancellationToken);
        var made = (await context.LoadAsync<ConvertedFiles>(ConvertedFiles.Key, cancellationToken))?.Images.ToDictionary() ?? [];
        foreach (var file in files.Where(f => !f.IsOver && !made.ContainsKey(f.Position)))
        {
            context.Progress(made.Count, files.Count, "files");
            if (await ConvertAsync(order, conversion, file, context, cancellationToken) is { } result)
            {
                made[file.Position] = result;
                await context.SaveAsync(ConvertedFiles.Key, new ConvertedFiles(made), cancellationToken);
            }
        }

        context.Progress(made.Count, files.Count, "files");
        return made.Count > 0 ? StepResult.Done($"{made.Values.Sum(i => i.Count)} images of {made.Count} files")
            : throw new OrderFailedException(FailureText.Conversion, "No file could be converted.");
    }

    private async Task<IReadOnlyList<ConvertedImage>?> ConvertAsync(ProcessedOrder order, PreprocessingRow conversion, ImagingOrderFile file, StepContext context, CancellationToken cancellationToken)
    {
        var log = new ConcurrentQueue<string>();
        try
        {
            if (await BeginOrder.ProblemAsync(images, order, file, cancellationToken) is { } problem)
            {
                throw new ContainerException(problem);
            }

            // A node that died may have left its container at work on this file.
            if (file.State == OrderFileState.Converting && await containers.RemoveAsync(order.Temporary) is { } left)
            {
                throw new ContainerException(left);
            }

            await NoteAsync(file, (f, now) => f.Convert(now), context, cancellationToken);
            var folder = file.Path[..file.Path.LastIndexOf('/')];
            Directory.CreateDirectory($"{folder}/{ContainerCommand.ProcessedFolder}");
            Directory.CreateDirectory(order.Temporary);
            var output = await containers.RunAsync(ContainerCommand.Of(conversion, file.Path, order.Temporary, options.Value.KeepUserId, containers.Unpacks), order.Temporary, line =>
            {
                log.Enqueue(line);
                if (log.Count <= MostLines)
                {
                    context.Note(line);
                }
            }, cancellationToken);
            var (made, why) = ConversionOutput.Read(output, conversion, folder, order.Temporary);
            if ((why ?? made.Where(i => !Path.Exists(i.Temporary)).Select(i => $"It says it wrote {i.Temporary}, which is not there.").FirstOrDefault()) is { } wrong)
            {
                throw new ContainerException(wrong);
            }

            await NoteAsync(file, (f, now) => f.Converted(Tail(log), now), context, cancellationToken);
            return made;
        }
        catch (Exception e) when (e is ContainerException or IOException or UnauthorizedAccessException)
        {
            context.Warn($"{file.Path} was not converted. {e.Message}");
            await NoteAsync(file, (f, now) => f.Fail($"It could not be converted. {e.Message}", Tail(log), [], [], now), context, cancellationToken);
            return null;
        }
    }

    private static string? Tail(ConcurrentQueue<string> log) => log.IsEmpty ? null : string.Join('\n', log.TakeLast(60));
}
