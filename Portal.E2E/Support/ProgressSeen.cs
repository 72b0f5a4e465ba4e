using System.Globalization;

namespace Portal.E2E.Support;

/// <summary>Every text the progress bars and steps of the page had since it was watched: what moves is not missed between two looks.</summary>
public sealed class ProgressSeen
{
    private const string Watch = """
        (() => {
          const seen = new Set(JSON.parse(sessionStorage.getItem('progress-seen') ?? '[]'));
          new MutationObserver(() => {
            if (sessionStorage.getItem('progress-seen') === null) seen.clear();
            for (const text of document.querySelectorAll('.prog .t, .steps .srow .c')) seen.add(text.textContent.replace(/\s+/g, ' ').trim());
            sessionStorage.setItem('progress-seen', JSON.stringify([...seen]));
          }).observe(document, { subtree: true, childList: true, characterData: true });
        })()
        """;

    private readonly IPage _page;

    private ProgressSeen(IPage page) => _page = page;

    public static async Task<ProgressSeen> WatchAsync(IPage page)
    {
        await page.AddInitScriptAsync(Watch);
        return new ProgressSeen(page);
    }

    public Task ForgetAsync() => _page.EvaluateAsync("() => sessionStorage.removeItem('progress-seen')");

    public async Task<Texts> ReadAsync() => new(await _page.EvaluateAsync<string[]>("() => JSON.parse(sessionStorage.getItem('progress-seen') ?? '[]')"));

    /// <summary>What was seen.</summary>
    public sealed class Texts(IReadOnlyList<string> all)
    {
        /// <summary>Different numbers before "of 1,200 genomes", without none and all.</summary>
        public IReadOnlySet<int> Counts(string unit, int below) => all.Select(t => Words.Like($@"^([\d,]+) of [\d,]+ {unit}").Match(t)).Where(m => m.Success)
            .Select(m => int.Parse(m.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture)).Where(n => n > 0 && n < below).ToHashSet();

        public override string ToString() => string.Join(" · ", all);
    }
}
