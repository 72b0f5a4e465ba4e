using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace Portal.E2E.Support;

/// <summary>Looks at a page as everybody sees it: light and dark, wide and narrow, with axe; and keeps a picture of each.</summary>
public static class Inspection
{
    private static readonly int[] Widths = [1440, 1024, 390];

    // To describe all that is as it should be takes axe most of its time.
    private static readonly AxeRunOptions OnlyWrong = new() { ResultTypes = [ResultType.Violations], Iframes = false };

    private const string SmallTexts = """
        () => {
          const found = new Set();
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const element = walker.currentNode.parentElement;
            if (!walker.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
            const size = parseFloat(getComputedStyle(element).fontSize);
            if (size < 12) found.add(`${size}px “${walker.currentNode.data.trim().slice(0, 40)}”`);
          }
          return [...found];
        }
        """;

    private const string WiderThanThePage = """
        () => {
          const page = document.documentElement;
          if (page.scrollWidth <= page.clientWidth) return [];
          return [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > page.clientWidth + 1)
            .slice(0, 5).map(e => `${e.tagName.toLowerCase()}.${e.className} to ${Math.round(e.getBoundingClientRect().right)} px`);
        }
        """;

    /// <param name="readme">Name of the picture the README shows of this page; only written when asked for.</param>
    public static async Task InspectAsync(this PortalPage person, string name, string? readme = null, bool readmeInDark = false)
    {
        var page = person.Page;
        List<string> wrong = [];
        foreach (var theme in (string[])["light", "dark"])
        {
            foreach (var width in Widths)
            {
                await page.SetViewportSizeAsync(width, 900);
                await person.WearAsync(theme);
                wrong.AddRange((await page.EvaluateAsync<string[]>(SmallTexts)).Select(small => $"{width} px {theme}: text below 12 px: {small}"));
                wrong.AddRange((await page.EvaluateAsync<string[]>(WiderThanThePage)).Select(wide => $"{width} px {theme}: scrolls sideways: {wide}"));
                await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Results, "screenshots", $"{name}-{width}-{theme}.png"), FullPage = true });
                if (width == 1440 || (width == 390 && theme == "light"))
                {
                    wrong.AddRange((await SeriousAsync(page)).Select(violation => $"{width} px {theme}: {violation}"));
                }
            }

            await page.SetViewportSizeAsync(1440, 900);
            await ShowInReadmeAsync(page, theme == "light" ? readme : readmeInDark ? $"{readme}-dark" : null);
        }

        await person.WearAsync("light");
        string.Join(Environment.NewLine, wrong.Distinct()).ShouldBeEmpty($"on the page {name}");
    }

    private static async Task<IEnumerable<string>> SeriousAsync(IPage page)
    {
        AxeResult result = await page.RunAxe(OnlyWrong);
        return result.Violations.Where(v => v.Impact is "serious" or "critical")
            .SelectMany(v => v.Nodes.Select(n => $"axe {v.Id} ({v.Impact}): {v.Help}: {n.Html}: {n.Any.FirstOrDefault()?.Message}"));
    }

    /// <summary>By the page's own button where it has one, otherwise by the cookie that button sets.</summary>
    private static async Task WearAsync(this PortalPage person, string theme)
    {
        var (page, frame) = (person.Page, new Frame(person.Page));
        if (await frame.ThemeAsync() != theme)
        {
            if (await frame.ThemeToggle.CountAsync() > 0)
            {
                await frame.ThemeToggle.DispatchEventAsync("click");
            }
            else
            {
                await person.Context.AddCookiesAsync([new() { Name = "portal-theme", Value = theme, Url = page.Url }]);
                await page.ReloadAsync();
            }
        }

        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", theme);
        // The other style sheet has arrived and no colour is on its way to another; what is folded away never gets there.
        await page.WaitForFunctionAsync("() => document.getElementById('radzen-theme').sheet !== null");
        await page.EvaluateAsync("() => Promise.allSettled(document.getAnimations().filter(a => a instanceof CSSTransition && a.effect.target.checkVisibility()).map(a => a.finished)).then(() => document.fonts.ready).then(() => true)");
    }

    private static async Task ShowInReadmeAsync(IPage page, string? name)
    {
        if (name is not null && Environment.GetEnvironmentVariable("UPDATE_SCREENSHOTS") == "1")
        {
            // Headless, the room kept for a scroll bar would be a bare strip.
            const string WholeWidth = "html { scrollbar-gutter: auto !important; }";
            await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "docs", "screenshots", $"{name}.png"), Style = WholeWidth });
        }
    }
}
