namespace Portal.E2E.Support;

/// <summary>Steps of the wizard for imaging orders that several journeys take.</summary>
public static class OrderWizardSteps
{
    /// <summary>Where an OMERO is configured the dataset is made in it; else its id is enough.</summary>
    public static async Task AddDatasetAsync(this IPage page, string name)
    {
        var chosen = page.GetByLabel("Chosen destinations");
        await Expect(chosen).ToBeVisibleAsync();
        if (await page.GetByLabel("Find in OMERO").CountAsync() > 0)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "New", Exact = true }).ClickAsync();
            await page.GetByLabel("Name of the new dataset").FillAsync(name);
            await page.GetByRole(AriaRole.Button, new() { Name = "Make it in OMERO" }).ClickAsync();
        }
        else
        {
            await page.GetByLabel("Id of the Dataset").FillAsync(name);
            await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        }

        await Expect(chosen).ToContainTextAsync(name, new() { Timeout = 30_000 });
    }

    public static async Task ToOptionsAsync(this IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Options" }).Last.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Conversion" })).ToBeVisibleAsync();
    }

    public static async Task ToCreateAsync(this IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Create" }).Last.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "When" })).ToBeVisibleAsync();
    }
}
