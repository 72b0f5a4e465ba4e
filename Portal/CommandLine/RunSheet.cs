namespace Portal.CommandLine;

/// <summary>One run as lines of text.</summary>
public static class RunSheet
{
    public static IReadOnlyList<string> Of(ApiRun run)
    {
        List<string> lines = [$"{run.Name}  {run.Subject}", $"{run.Workflow}, {run.State}, attempt {run.Attempt}"];
        Add("Failed: ", run.Failure);
        Add("Waits: ", run.Asks ? null : run.WaitingFor);
        Add("Blocked: ", run.BlockedBecause);
        Add("Again from: ", run.Origin is { } origin ? $"R-{origin}" : null);
        Add("Part of: ", run.Parent is { } parent ? $"R-{parent}" : null);
        lines.AddRange((run.Steps ?? []).Select((s, i) => $"  {i + 1,2}  {s.State,-10} {s.Title ?? s.Name}{(s.Outcome is null ? "" : $": {s.Outcome}")}"));
        if (run.Question is { } question)
        {
            lines.Add($"Asks: {question.Text}{(run.WaitingUntil is { } until ? $" (until {until.ToLocalTime():yyyy-MM-dd HH:mm})" : "")}");
            Add("  ", question.Help);
            lines.AddRange(question.Form.Fields.Select(f => $"  {f.Name}={f.Kind}{(f.Choices.Count > 0 ? $" ({string.Join(", ", f.Choices)})" : "")}{(f.Required ? "" : ", optional")}  {f.Label}"));
        }
        return lines;

        void Add(string label, string? text)
        {
            if (text is not null)
            {
                lines.Add(label + text);
            }
        }
    }
}
