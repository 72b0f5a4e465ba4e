using System.Diagnostics;
using System.Text;
using Microsoft.Playwright;

namespace Portal.Bench.GwoManifests;

/// <summary>A manifest of 100,000 rows under a curator's hands: jumped through, scrolled, searched and edited.</summary>
internal static class GridBench
{
    private const int Rows = 100_000;
    private const int Jumps = 60;
    private const int RowHeight = 30;
    private const int Filepath = 5;
    private const int Participant = 3;
    private const string Study = "SD_DEM0B0NE";
    private const string Watch = "window.longTasks = []; new PerformanceObserver(l => l.getEntries().forEach(e => window.longTasks.push(e.duration))).observe({ type: 'longtask' });";

    public static async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        await using var portal = await ServedPortal.StartAsync(cancellationToken);
        using var caller = new PortalCaller(portal.Url, portal.Credentials.ApiKey, cancellationToken);
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(Manifest(await File.ReadAllLinesAsync(portal.Example("gwo-1000-rows.tsv"), cancellationToken))));
        var manifest = await caller.UploadAsync(Study, "hundred-thousand.tsv", file);
        await caller.CheckAsync(manifest);
        await using var browser = await portal.BrowserAsync();
        var page = await browser.NewPageAsync();
        await page.AddInitScriptAsync(Watch);
        await page.GotoAsync($"gwo-manifests/{manifest}?step=check&rows=all&issue=all");
        await SeenAsync(page, 2);
        await page.EvaluateAsync("() => { window.longTasks.length = 0; }");

        var jumps = new Spread();
        for (var i = 0; i < Jumps; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = 2 + (int)(i * 7919L * 104_729 % (Rows - 1));
            var from = Stopwatch.GetTimestamp();
            await page.EvaluateAsync($"() => {{ document.querySelector('.sheet-box').scrollTop = {(row - 2) * RowHeight}; }}");
            await SeenAsync(page, row);
            jumps.Add(from, Stopwatch.GetTimestamp());
        }

        await page.Locator(".sheet-box").HoverAsync();
        for (var i = 0; i < 60; i++)
        {
            await page.Mouse.WheelAsync(0, 900);
        }

        var search = await TimeAsync(async () =>
        {
            await page.GetByRole(AriaRole.Searchbox, new() { Name = "Find in the rows" }).FillAsync($"{Rows / 2:x24}");
            await page.Keyboard.PressAsync("Enter");
            await page.WaitForFunctionAsync("() => document.querySelectorAll('.sheet td[data-r][data-c=\"0\"]').length === 1");
        });
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Find in the rows" }).FillAsync("");
        await page.Keyboard.PressAsync("Enter");
        await SeenAsync(page, 2);
        var edit = await TimeAsync(() => EditAsync(page, 3));
        var longest = await page.EvaluateAsync<double[]>("() => window.longTasks");
        return
        [
            new Figure
            {
                What = $"longest task in the browser over {Rows:N0} rows",
                Measured = $"{longest.DefaultIfEmpty(0).Max():0} ms ({longest.Length} of more than 50 ms)",
                Goal = new Goal("≤ 200 ms", longest.DefaultIfEmpty(0).Max() <= 200),
                How = $"a checked manifest in the grid of all rows: {Jumps} jumps to rows anywhere, 60 turns of the wheel, a search through all rows, and a cell edited by keyboard; as the browser's own observer of long tasks counts.",
                Parts = [$"from a jump until the row is drawn: {jumps}", $"search: {search.TotalMilliseconds:0} ms", $"edit, until stored and drawn: {edit.TotalMilliseconds:0} ms", $"load {Machine.Load()}"],
            },
        ];
    }

    // The example's rows again and again, each with a task id of its own.
    private static string Manifest(string[] example)
    {
        var text = new StringBuilder(example[0]).Append('\n');
        for (var i = 0; i < Rows; i++)
        {
            var cells = example[1 + (i % (example.Length - 1))].Split('\t');
            cells[0] = $"{i:x24}";
            text.AppendJoin('\t', cells).Append('\n');
        }

        return text.ToString();
    }

    private static async Task EditAsync(IPage page, int row)
    {
        await page.ClickAsync($"#cell-{row}-{Participant}");
        await page.Locator(".sheet-box").PressAsync("Enter");
        await page.Locator(".sheet input:visible, .sheet select:visible").First.FillAsync("PT_00000000");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync($"() => document.getElementById('cell-{row}-{Participant}')?.classList.contains('ok')");
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var from = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(from);
    }

    private static Task SeenAsync(IPage page, int row) => page.WaitForSelectorAsync($"#cell-{row}-{Filepath}", new() { Timeout = 300_000 });
}
