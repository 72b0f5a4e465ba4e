using Microsoft.Playwright;

namespace Portal.Bench.Live;

/// <summary>A page with a run on it that notes when each thing came into its document.</summary>
internal sealed class LivePage(IPage page)
{
    // The observer is called once per drawn batch, when the whole of it stands in the document.
    private const string Observe = """
        () => {
          window.arrived = {};
          new MutationObserver(changes => {
            const now = Date.now();
            for (const change of changes) for (const node of change.addedNodes) {
              if (node.nodeType !== 1) continue;
              for (const line of node.matches('p') ? [node] : node.querySelectorAll('p')) {
                const thing = /Thing (\d+)/.exec(line.textContent);
                if (thing && !(thing[1] in window.arrived)) window.arrived[thing[1]] = now;
              }
            }
          }).observe(document.querySelector('#log .log'), { childList: true, subtree: true });
        }
        """;

    public static async Task<LivePage> OpenAsync(BenchBrowser browser, string path)
    {
        var page = await browser.OpenAsync(path);
        await page.EvaluateAsync(Observe);
        return new LivePage(page);
    }

    /// <summary>Milliseconds since 1970 by the number of the thing.</summary>
    public async Task<IReadOnlyDictionary<int, long>> ArrivedAsync() =>
        (await page.EvaluateAsync<Dictionary<string, long>>("() => window.arrived")).ToDictionary(a => int.Parse(a.Key), a => a.Value);
}
