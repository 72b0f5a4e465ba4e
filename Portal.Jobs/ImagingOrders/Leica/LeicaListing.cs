using Portal.Domain;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Files;

namespace Portal.Jobs.ImagingOrders.Leica;

/// <summary>Shows the images within a file as if it were a folder.</summary>
internal static class LeicaListing
{
    /// <exception cref="RuleException">The file cannot be read, or has no such folder.</exception>
    public static FileListing Of(GroupFolder group, OrderPath path, FileQuestion question, ConversionRules rules)
    {
        var found = Find(group, path);
        var items = found.Facts is null ? found.Items : [found];
        var ordered = items.Where(i => question.Fits(i.Name))
            .OrderBy(i => i.Facts is not null).ThenBy(i => i.Name, StringComparer.OrdinalIgnoreCase).ThenBy(i => i.Id, StringComparer.Ordinal).ToList();
        var from = int.TryParse(question.Cursor, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var at) ? at : 0;
        var page = ordered.Skip(from).Take(question.Limit).Select(i => Entry(path.Path, i, rules)).ToList();
        return new(group.Group, path.ToString(), page, ordered.Count, from + page.Count < ordered.Count ? $"{from + page.Count}" : null, group.Free);
    }

    /// <exception cref="RuleException">The file cannot be read, or has no such image.</exception>
    public static LeicaItem Find(GroupFolder group, OrderPath path)
    {
        try
        {
            return group.Leica.Find(path.Path, path.SubImage)
                ?? throw new RuleException("not-there", $"There is nothing with the id “{path.SubImage}” in “{path.Path}”. Open the file again.", 404);
        }
        catch (LeicaException e)
        {
            throw new RuleException("not-a-leica-file", $"The images in “{path.Path}” cannot be listed: {e.Message}. Wait until it is written, or ask who wrote it.");
        }
        catch (EndOfStreamException)
        {
            throw new RuleException("not-a-leica-file", $"The images in “{path.Path}” cannot be listed: it ends too early. Wait until it is written, or ask who wrote it.");
        }
    }

    private static FileEntry Entry(string path, LeicaItem item, ConversionRules rules) =>
        new(item.Name, $"{path}#{item.Id}", item.Facts is null ? FileKind.Folder : FileKind.File, item.Facts is not null, item.Facts is { Bytes: > 0 and var bytes } ? bytes : null, item.Facts?.TakenAt,
            item.Facts is null ? null : rules.Of(path)?.Key, item.Facts) { IsEstimate = item.Facts is { Bytes: > 0 } };
}
