namespace Portal.E2E.Screens;

public sealed class RunScreen(IPage page)
{
    public static string Path(long number) => $"runs/R-{number}";

    public ILocator Main => page.GetByRole(AriaRole.Main);

    /// <summary>The window's title says it first.</summary>
    public Task ExpectStateAsync(string word, float? patience = null) =>
        Expect(page).ToHaveTitleAsync(Words.Beginning($"{word} · R-"), new() { Timeout = patience });

    public ILocator Steps => page.GetByRole(AriaRole.Region, new() { Name = "Steps" });

    public ILocator Step(string title) => Steps.GetByRole(AriaRole.Link).Filter(new() { HasText = title });

    /// <summary>Steps that bear this word: "Done", "Running", "Failed".</summary>
    public ILocator StepsThatAre(string word) => Steps.GetByRole(AriaRole.Img, new() { Name = word, Exact = true });

    public ILocator Attempt(int number) => page.GetByRole(AriaRole.Group, new() { Name = "Attempt" }).GetByRole(AriaRole.Button, new() { Name = $"{number}" });

    public ILocator Failure => Main.GetByRole(AriaRole.Alert);

    public ILocator Progress => page.GetByRole(AriaRole.Region, new() { Name = "Progress" });

    public ILocator Parameters => page.GetByRole(AriaRole.Region, new() { Name = "Parameters" });

    public ILocator Artifacts => page.GetByRole(AriaRole.Region, new() { Name = "Artifacts" });

    public ILocator Deeds => page.GetByRole(AriaRole.Region, new() { Name = "Who did what" });

    public ILocator Question => page.GetByRole(AriaRole.Region).Filter(new() { Has = page.GetByRole(AriaRole.Button, new() { Name = "Answer", Exact = true }) });

    public ILocator Answers => page.GetByRole(AriaRole.Region, new() { Name = "Answers" });

    public ILocator Children => page.GetByRole(AriaRole.Region, new() { Name = "Runs it submitted" });

    public ILocator RunAgain => Main.GetByRole(AriaRole.Button, new() { NameRegex = Words.Beginning("Run again") });

    public ILocator Retry => Main.GetByRole(AriaRole.Button, new() { NameRegex = Words.Beginning("Retry") });

    public ILocator Cancel => Main.GetByRole(AriaRole.Button, new() { NameRegex = Words.Beginning("Cancel") });

    public ILocator Log => page.GetByRole(AriaRole.Region, new() { Name = "Log" });

    public ILocator Lines => Log.GetByRole(AriaRole.Log).Locator("p");

    public ILocator LogBox => Log.GetByRole(AriaRole.Log);

    public ILocator Pause => Log.GetByRole(AriaRole.Button, new() { Name = "Pause" });

    public ILocator GoOn => Log.GetByRole(AriaRole.Button, new() { Name = "Go on" });

    public ILocator NewLines => Log.GetByRole(AriaRole.Button, new() { Name = "new line" });

    public ILocator Level(string name) => Log.GetByRole(AriaRole.Group, new() { Name = "Level" }).GetByRole(AriaRole.Button, new() { Name = name });

    public ILocator FindInLog => Log.GetByRole(AriaRole.Searchbox, new() { Name = "Filter lines" });

    public ILocator Dialog => page.GetByRole(AriaRole.Dialog).Filter(new() { Visible = true });

    public async Task RetryFromWhereItStoppedAsync(string why)
    {
        await Retry.First.ClickAsync();
        await Dialog.GetByLabel("Why").FillAsync(why);
        await Dialog.GetByRole(AriaRole.Button, new() { NameRegex = Words.Beginning("Retry") }).ClickAsync();
        await Expect(Dialog).ToHaveCountAsync(0);
    }

    public async Task CancelAsync(string why)
    {
        await Cancel.ClickAsync();
        await Dialog.GetByLabel("Why").FillAsync(why);
        await Dialog.GetByRole(AriaRole.Button, new() { NameRegex = Words.Beginning("Cancel R-") }).ClickAsync();
        await Expect(Dialog).ToHaveCountAsync(0);
    }
}
