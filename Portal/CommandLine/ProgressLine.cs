using System.Globalization;
using System.Text;

namespace Portal.CommandLine;

/// <summary>One line at the bottom of a terminal, drawn over itself; nothing where output goes to a file.</summary>
public sealed class ProgressLine(CommandConsole console)
{
    private const int BarWidth = 24;

    private bool _drawn;

    public void Draw(ApiRun run) => Draw(Text(run));

    public void Draw(string text)
    {
        if (!console.Interactive)
        {
            return;
        }
        Clear();
        console.Error.Write(text);
        _drawn = true;
    }

    public void Clear()
    {
        if (_drawn)
        {
            console.Error.Write("\r\u001b[2K");
            _drawn = false;
        }
    }

    public static string Text(ApiRun run)
    {
        if (run.Current is not { } step)
        {
            return $"{run.Name}  {run.State}";
        }
        var text = new StringBuilder(step is { Done: { } done, Total: > 0 and var total } ? Bar(run.Name, done, total) : $"{run.Name}  ");
        text.Append(step.Title ?? step.Name);
        if (step.Done is { } count)
        {
            // Never an invented percentage: without a total there is only what was done so far.
            text.Append(step.Total > 0
                ? $"  {count:N0} of {step.Total:N0} {step.Unit}".TrimEnd()
                : $"  {count:N0} {step.Unit} so far".Replace("  so", " so", StringComparison.Ordinal));
        }
        if (step.Rate is > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {step.Rate:N0}/s");
        }
        return text.ToString();
    }

    /// <summary>"R-12  [######------------------] 25 %  ", for what is counted to follow.</summary>
    public static string Bar(string name, long done, long total)
    {
        var share = total == 0 ? 1 : Math.Clamp((double)done / total, 0, 1);
        var filled = (int)(share * BarWidth);
        return string.Create(CultureInfo.InvariantCulture, $"{name}  [{new string('#', filled)}{new string('-', BarWidth - filled)}] {share,4:P0}  ");
    }
}
