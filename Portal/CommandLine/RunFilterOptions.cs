using System.CommandLine;

namespace Portal.CommandLine;

/// <summary>Which runs: the same names as in the address of the list.</summary>
public sealed class RunFilterOptions
{
    private static readonly string[] States = ["Queued", "Running", "Waiting", "Succeeded", "Failed", "Cancelled"];
    private readonly Option<string?> _state = new("--state") { Description = $"Only runs in this state: {string.Join(", ", States)}." };
    private readonly Option<string?> _workflow = new("--workflow") { Description = "Only runs of this workflow." };
    private readonly Option<string?> _text = new("--text") { Description = "Only runs with this in their subject." };
    private readonly Option<DateTimeOffset?> _since = new("--since") { Description = "Only runs created since then: 2026-11-17, or with a time." };
    private readonly Option<string?> _batch = new("--batch") { Description = "Only runs of this batch: B-17." };
    private readonly Option<string?> _parent = new("--parent") { Description = "Only runs that this one submitted: R-9." };
    private readonly Option<bool> _attention = new("--attention") { Description = "Only what failed or asks a person." };
    private readonly Option<bool> _mine = new("--mine") { Description = "Only what this key started." };

    public RunFilterOptions() => _state.Validators.Add(given =>
    {
        if (given.GetValueOrDefault<string?>() is { } state && !States.Contains(state, StringComparer.OrdinalIgnoreCase))
        {
            given.AddError($"There is no state “{state}”; known are {string.Join(", ", States)}.");
        }
    });

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_state, _workflow, _text, _since, _batch, _parent, _attention, _mine])
        {
            command.Add(option);
        }
    }

    /// <summary>By the name the portal knows them by; what was not given is not in it.</summary>
    public IReadOnlyDictionary<string, string> Values(ParseResult parsed)
    {
        var state = parsed.GetValue(_state);
        return new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["state"] = state is null ? null : States.First(s => s.Equals(state, StringComparison.OrdinalIgnoreCase)),
            ["workflow"] = parsed.GetValue(_workflow),
            ["q"] = parsed.GetValue(_text),
            ["since"] = parsed.GetValue(_since)?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
            ["batch"] = parsed.GetValue(_batch),
            ["parent"] = parsed.GetValue(_parent),
            ["attention"] = parsed.GetValue(_attention) ? "1" : null,
            ["mine"] = parsed.GetValue(_mine) ? "1" : null,
        }.Where(v => !string.IsNullOrWhiteSpace(v.Value)).ToDictionary(v => v.Key, v => v.Value!, StringComparer.Ordinal);
    }
}
