namespace Portal.E2E.Screens;

/// <summary>The wizard's first step: which study, which file.</summary>
public sealed class NewManifestScreen(IPage page)
{
    public ILocator Study => page.GetByLabel("Study in the Data Service");

    public ILocator File => page.GetByLabel("Manifest file");

    public ILocator Upload => page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Upload", Exact = true });

    public ILocator Template => page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Template", Exact = true });

    public Task UploadAsync(ManifestFile file) => UploadAsync(file.Study, file.Payload);

    public async Task UploadAsync(string study, FilePayload file)
    {
        await Study.SelectOptionAsync(study);
        await File.SetInputFilesAsync(file);
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync(file.Name);
        await Upload.ClickAsync();
        await Expect(new ManifestScreen(page).Heading).ToHaveTextAsync(file.Name);
    }
}
