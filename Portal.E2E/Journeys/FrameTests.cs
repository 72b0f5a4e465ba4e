namespace Portal.E2E.Journeys;

[Collection(SharedPortal.Name)]
public sealed class FrameTests(BrowserFixture browser, PortalFixture portal) : Journey(browser)
{
    [Fact]
    public async Task The_keyboard_reaches_the_content_and_the_search_without_the_mouse()
    {
        var person = await OpenAsAsync(portal, "curator");
        await person.GoAsync("runs");
        var frame = new Frame(person.Page);

        // Where the document begins, as it is for somebody who has just arrived.
        await person.Page.EvaluateAsync("() => { document.activeElement?.blur(); window.getSelection().removeAllRanges(); document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); }");
        await person.Page.Keyboard.PressAsync("Tab");
        await Expect(frame.SkipLink).ToBeFocusedAsync();
        await person.Page.Keyboard.PressAsync("Enter");
        await Expect(frame.Content).ToBeFocusedAsync();

        await person.Page.Keyboard.PressAsync("Control+k");
        await Expect(frame.Search).ToBeFocusedAsync();
        await person.Page.Keyboard.TypeAsync("SD_NOTHING");
        await person.Page.Keyboard.PressAsync("Enter");
        await Expect(person.Page).ToHaveURLAsync(Words.Ending("/runs?q=SD_NOTHING"));
        await Expect(frame.Content).ToContainTextAsync("No run matches");
    }

    [Fact]
    public async Task The_theme_stays_and_is_there_before_the_first_paint()
    {
        var person = await OpenAsAsync(portal, "curator");
        await person.GoAsync("");
        var frame = new Frame(person.Page);
        (await frame.ThemeAsync()).ShouldBe("light");

        await frame.ThemeToggle.ClickAsync();
        await Expect(person.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");

        // In the server's answer itself, so no script has to repaint anything.
        var answer = await person.Page.GotoAsync("runs");
        (await answer!.TextAsync()).ShouldContain("data-theme=\"dark\"");
        await person.ExpectLiveAsync();
        (await frame.ThemeAsync()).ShouldBe("dark");
        (await person.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor")).ShouldNotBe("rgb(255, 255, 255)");
    }

    [Fact]
    public async Task On_a_phone_the_navigation_is_a_menu()
    {
        var person = await OpenAsAsync(portal, "curator");
        await person.Page.SetViewportSizeAsync(390, 844);
        await person.GoAsync("");
        var frame = new Frame(person.Page);
        await Expect(frame.Menu("Runs")).ToBeHiddenAsync();

        await frame.MenuButton.ClickAsync();
        await frame.Menu("Runs").ClickAsync();
        await Expect(frame.Heading).ToHaveTextAsync("Runs");
        await Expect(frame.Menu("Runs")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task What_is_not_there_is_said_in_words_inside_the_portal()
    {
        var person = await OpenAsAsync(portal, "curator");
        person.Watch.Expect(404);
        var frame = new Frame(person.Page);

        foreach (var address in (string[])["no-such-page", "runs/R-99999999", $"gwo-manifests/{Guid.NewGuid()}"])
        {
            var answer = await person.Page.GotoAsync(address);
            answer!.Status.ShouldBe(404, address);
            await Expect(frame.Heading).ToHaveTextAsync("There is nothing here");
            await person.ExpectLiveAsync();
            await Expect(frame.Heading).ToHaveTextAsync("There is nothing here");
        }
    }

    [Fact]
    public async Task A_number_nobody_has_leads_to_words_and_back_to_work()
    {
        var person = await OpenAsAsync(portal, "curator");
        await person.GoAsync("runs");
        var frame = new Frame(person.Page);

        await frame.Search.FillAsync("R-99999999");
        await frame.Search.PressAsync("Enter");
        await Expect(frame.Heading).ToHaveTextAsync("There is nothing here");

        await frame.Content.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await Expect(frame.Heading).Not.ToHaveTextAsync("There is nothing here");
        await person.ExpectLiveAsync();
    }

    [Fact]
    public async Task The_error_page_says_what_happened_and_how_to_quote_it()
    {
        var person = await OpenAsync(portal.Portal.Url);
        await person.Page.GotoAsync("error");

        await Expect(person.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Nothing that runs was touched");
        await Expect(person.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Error id");
    }

    [Fact]
    public async Task A_dropped_connection_is_said_and_comes_back_by_itself()
    {
        var person = await OpenAsAsync(portal, "curator");
        await person.GoAsync("runs");
        var frame = new Frame(person.Page);

        using (person.Watch.ExpectOutage())
        {
            var network = await person.Context.NewCDPSessionAsync(person.Page);
            await network.SendAsync("Network.enable");
            await LoseNetworkAsync(network, lost: true);
            await Expect(frame.Lost).ToBeVisibleAsync(new() { Timeout = 60_000 });
            await Expect(frame.Lost).ToContainTextAsync("What runs goes on");
            await LoseNetworkAsync(network, lost: false);
            await Expect(frame.Lost).ToBeHiddenAsync(new() { Timeout = 60_000 });
        }

        await person.ExpectLiveAsync();
        await new RunsScreen(person.Page).View("Needs attention").ClickAsync();
        await Expect(person.Page).ToHaveURLAsync(Words.Containing("attention=1"));
    }

    private static Task LoseNetworkAsync(ICDPSession network, bool lost) => network.SendAsync("Network.emulateNetworkConditions", new()
    {
        ["offline"] = lost,
        ["latency"] = 0,
        ["downloadThroughput"] = -1,
        ["uploadThroughput"] = -1,
    });
}
