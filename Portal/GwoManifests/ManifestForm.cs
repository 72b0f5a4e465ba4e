using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Portal.Domain;
using Portal.Domain.Accounts;

namespace Portal.GwoManifests;

/// <summary>The upload form, read as it arrives: the file goes straight into the store, whichever field comes first.</summary>
internal static class ManifestForm
{
    private const int LongestField = 200;

    private const int RoomForFields = 100_000;

    /// <summary>Lets the request be as large as a manifest may be (<paramref name="maxBytes"/>) and reads it; a file that arrived before a mistake is discarded.</summary>
    public static async Task<(string StudyId, StagedManifest Staged)> ReadAsync(HttpRequest request, long maxBytes, GwoManifestCommands commands, Actor by, CancellationToken cancellationToken)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = maxBytes + RoomForFields;
        }

        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value
            : null;
        if (string.IsNullOrEmpty(boundary))
        {
            throw new RuleException("form", "Send the manifest as multipart/form-data with the fields “file” and “studyId”, and “hashReport” where there is one.", 400);
        }

        var form = new MultipartReader(boundary, request.Body);
        string? studyId = request.Query["studyId"];
        StagedManifest? staged = null, report = null;
        try
        {
            while (await form.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (section.AsFileSection() is { Name: "hashReport" } hashes && report is null)
                {
                    report = hashes.FileName.Length == 0 ? null : await commands.StageHashReportAsync(hashes.FileName, hashes.FileStream!, by, cancellationToken);
                }
                else if (section.AsFileSection() is { Name: not "hashReport" } file && staged is null)
                {
                    staged = await commands.StageAsync(file.FileName, file.FileStream!, by, cancellationToken);
                }
                else if (section.AsFormDataSection() is { Name: "studyId" } field)
                {
                    studyId = await ShortAsync(field.Section.Body, cancellationToken);
                }
            }
        }
        catch (Exception e)
        {
            foreach (var arrived in new[] { staged, report }.OfType<StagedManifest>())
            {
                await commands.DiscardAsync(arrived);
            }

            if (e is (IOException or InvalidDataException) and not BadHttpRequestException)
            {
                throw new RuleException("form", "The upload broke off or its form is damaged. Send it again.", 400);
            }

            throw;
        }

        if (staged is not null)
        {
            return ((studyId ?? "").Trim(), staged with { HashReport = report });
        }

        if (report is not null)
        {
            await commands.DiscardAsync(report);
        }

        throw new RuleException("form", "The field “file” with the manifest is missing.", 400);
    }

    private static async Task<string> ShortAsync(Stream body, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(body);
        var text = new char[LongestField];
        return new string(text, 0, await reader.ReadBlockAsync(text, cancellationToken));
    }
}
