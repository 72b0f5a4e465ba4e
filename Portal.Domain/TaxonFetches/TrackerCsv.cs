using System.Globalization;

namespace Portal.Domain.TaxonFetches;

/// <summary>One taxon of a tracker file.</summary>
public sealed record TrackerRow
{
    public required string TaxonId { get; init; }
    public DateTimeOffset? LastChecked { get; init; }
    public TaxonStatus Status { get; init; }
    public string? NeedsAttention { get; init; }
    public TaxonStage Stage { get; init; } = TaxonStage.Fetch;

    /// <summary>Where it differs from what the stage says: somebody had decided so.</summary>
    public int? OperatorPriority { get; init; }

    public bool GeneratedWarning { get; init; }
    public DateTimeOffset? CheckpointTime { get; init; }
}

/// <summary>A tracker file that was read.</summary>
/// <param name="Problems">Lines that could not be read, in words.</param>
public sealed record TrackerFile(IReadOnlyList<TrackerRow> Rows, IReadOnlyList<string> Problems);

/// <summary>The tracker file of the system before: read in each of its forms, written in its last one.</summary>
public static class TrackerCsv
{
    public const string Header = "taxon_id,last_checked,last_run_status,needs_attention,stage,stage_name,priority,generated_warning,checkpoint_time";

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["taxonomy_id"] = "taxon_id",
        ["taxonomy_number"] = "taxon_id",
        ["generated_waring"] = "generated_warning",
    };

    private static readonly HashSet<string> Known = new([.. Header.Split(','), "index", "droplet_ips"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the first line looks like one of its headers.</summary>
    public static bool IsTracker(string text)
    {
        var names = Names(FirstLine(text));
        return names.Length > 1 && names.Contains("taxon_id", StringComparer.OrdinalIgnoreCase);
    }

    /// <exception cref="RuleException">It has a column nobody knows, or none with the taxon.</exception>
    public static TrackerFile Read(string text)
    {
        var lines = text.TrimStart('\ufeff').Split('\n').Select(l => l.TrimEnd('\r')).ToList();
        var names = Names(lines[0]);
        if (!names.Contains("taxon_id", StringComparer.OrdinalIgnoreCase))
        {
            throw new RuleException("tracker-header", "The first line names no column “taxon_id”.", 400);
        }

        if (names.FirstOrDefault(n => !Known.Contains(n)) is { } odd)
        {
            throw new RuleException("tracker-header", $"The tracker file has a column “{odd}”, which none of its forms has.", 400);
        }

        var (rows, problems) = (new List<TrackerRow>(), new List<string>());
        foreach (var (line, number) in lines.Select((l, i) => (l, i + 1)).Skip(1).Where(l => l.l.Trim().Length > 0))
        {
            var cells = line.Split(',');
            if (cells.Length != names.Length)
            {
                problems.Add($"Line {number} has {cells.Length} cells where the header has {names.Length}.");
                continue;
            }

            rows.Add(Row(names.Zip(cells).ToDictionary(p => p.First, p => p.Second.Trim() is "<NA>" ? "" : p.Second.Trim(), StringComparer.OrdinalIgnoreCase)));
        }

        return new(rows, problems);
    }

    public static string Write(Taxon taxon) => string.Join(',', taxon.TaxId, Time(taxon.LastChecked), taxon.Status.Word(), Cell(taxon.NeedsAttention), (int)taxon.Stage, taxon.Stage.Name(),
        taxon.EffectivePriority, taxon.GeneratedWarning ? "True" : "", Time(taxon.CheckpointTime));

    private static TrackerRow Row(Dictionary<string, string> cells)
    {
        var stage = int.TryParse(Get("stage"), out var number) && Enum.IsDefined((TaxonStage)(number == 5 ? 0 : number)) ? (TaxonStage)(number == 5 ? 0 : number) : TaxonStage.Fetch;
        var status = Get("last_run_status").ToLowerInvariant() switch
        {
            "in progress" => TaxonStatus.InProgress,
            "ready" => TaxonStatus.Ready,
            "complete" or "warning" => TaxonStatus.Complete,
            "error" => TaxonStatus.Error,
            _ => TaxonStatus.New,
        };
        return new()
        {
            TaxonId = Get("taxon_id"),
            LastChecked = Time(Get("last_checked")),
            Status = status,
            NeedsAttention = Get("needs_attention") is { Length: > 0 } why ? why : null,
            Stage = stage,
            // Only what is above every stage, or a pause, was somebody's own wish; 0 with an error is how it stopped.
            OperatorPriority = int.TryParse(Get("priority"), out var priority) && (priority is 5 or 6 || (priority == 0 && status != TaxonStatus.Error)) ? priority : null,
            GeneratedWarning = Get("generated_warning").Equals("true", StringComparison.OrdinalIgnoreCase),
            CheckpointTime = Time(Get("checkpoint_time")),
        };

        string Get(string name) => cells.GetValueOrDefault(name, "");
    }

    private static string[] Names(string line) => [.. line.TrimStart('\ufeff').Split(',').Select(n => n.Trim()).Select(n => Aliases.GetValueOrDefault(n, n))];

    private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd('\r');

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    private static string Time(DateTimeOffset? time) => time is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff") : "<NA>";

    // The format has no quotes; a comma would move every cell after it.
    private static string Cell(string? text) => (text ?? "").Replace(',', ';').ReplaceLineEndings(" ");
}
