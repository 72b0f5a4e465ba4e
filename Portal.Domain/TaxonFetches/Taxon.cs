namespace Portal.Domain.TaxonFetches;

/// <summary>A taxon that is followed. Its state moves only through the verbs below.</summary>
public sealed class Taxon
{
    private Taxon()
    {
    }

    /// <summary>NCBI's number.</summary>
    public long TaxId { get; private set; }

    public string ScientificName { get; private set; } = "";
    public string Rank { get; private set; } = "";

    /// <summary>Names above it, joined by "; ".</summary>
    public string Lineage { get; private set; } = "";

    /// <summary>Its id is history; it goes on under this one.</summary>
    public long? MergedInto { get; private set; }

    public TaxonStatus Status { get; private set; }
    public TaxonStage Stage { get; private set; }

    /// <summary>Follows the stage; see <see cref="TaxonStages.Priority"/>.</summary>
    public int Priority { get; private set; }

    /// <summary>What a person decided instead; stays through every stage.</summary>
    public int? OperatorPriority { get; private set; }

    /// <summary>The one of the two that counts; kept by the database.</summary>
    public int EffectivePriority { get; private set; }

    /// <summary>Why nothing is done until a person has looked; null: fine.</summary>
    public string? NeedsAttention { get; private set; }

    /// <summary>How often attention was asked for; tells one time from another.</summary>
    public int Attentions { get; private set; }

    public bool GeneratedWarning { get; private set; }

    /// <summary>How often the stage was done again because of a warning.</summary>
    public int Repeats { get; private set; }

    /// <summary>Why it stopped, while <see cref="Status"/> is an error.</summary>
    public string? Error { get; private set; }

    public DateTimeOffset? LastChecked { get; private set; }

    /// <summary>Day of the last fetch that got everything.</summary>
    public DateOnly? Watermark { get; private set; }

    public DateTimeOffset? LastReconciled { get; private set; }

    /// <summary>When the stage changed last.</summary>
    public DateTimeOffset CheckpointTime { get; private set; }

    /// <summary>Whether a cycle may begin, other conditions apart.</summary>
    public bool Due { get; private set; }

    /// <summary>The run of its latest cycle.</summary>
    public Guid? CycleRunId { get; private set; }

    /// <summary>That run is under way, or about to be.</summary>
    public bool Leased { get; private set; }

    /// <summary>A pick that nobody followed up by then is free again.</summary>
    public DateTimeOffset? PickedUntil { get; private set; }

    /// <summary>Only the taxon itself, nothing below it.</summary>
    public bool Exact { get; private set; }

    /// <summary>More of ENA's query language, in parentheses when asked.</summary>
    public string? ExtraQuery { get; private set; }

    /// <summary>JSON of its own <see cref="FilterRules"/>; null: the portal's.</summary>
    public string? Rules { get; private set; }

    /// <summary>Grows with each change of the rules.</summary>
    public int RulesVersion { get; private set; }

    public long Runs { get; private set; }
    public long Passed { get; private set; }
    public long Collected { get; private set; }
    public DateTimeOffset AddedAt { get; private set; }
    public string AddedBy { get; private set; } = "";

    public static string KeyOf(long taxId) => $"taxon:{taxId}";

    public static Taxon Add(long taxId, string name, string rank, string lineage, bool exact, string by, DateTimeOffset now) => new()
    {
        TaxId = taxId,
        ScientificName = name,
        Rank = rank,
        Lineage = lineage,
        Exact = exact,
        Stage = TaxonStage.Fetch,
        Priority = TaxonStage.Fetch.Priority(),
        Due = true,
        CheckpointTime = now,
        AddedAt = now,
        AddedBy = by,
    };

    /// <summary>The same under the id that took its place, with everything a person decided.</summary>
    public Taxon Successor(long taxId, string name, string rank, string lineage, DateTimeOffset now)
    {
        var next = Add(taxId, name, rank, lineage, Exact, AddedBy, now);
        (next.OperatorPriority, next.ExtraQuery, next.Rules, next.RulesVersion) = (OperatorPriority, ExtraQuery, Rules, RulesVersion);
        return next;
    }

    public void MergeInto(long taxId) => (MergedInto, Due, NeedsAttention) = (taxId, false, null);

    /// <summary>As an earlier tracker knew it.</summary>
    public void Restore(TrackerRow row)
    {
        (Status, Stage, OperatorPriority) = (row.Status, row.Stage, row.OperatorPriority);
        Priority = Status == TaxonStatus.Error ? TaxonStages.Stopped : Stage == TaxonStage.AwaitCollection ? TaxonStage.Update.Priority() : Stage.Priority();
        Stage = Stage == TaxonStage.AwaitCollection ? TaxonStage.Update : Stage;
        (LastChecked, NeedsAttention, GeneratedWarning) = (row.LastChecked, row.NeedsAttention, row.GeneratedWarning);
        CheckpointTime = row.CheckpointTime ?? CheckpointTime;
        Error = Status == TaxonStatus.Error ? "It had stopped with an error in the tracker it came from." : null;
    }

    /// <summary>A cycle takes it up.</summary>
    public void Begin(Guid run)
    {
        (CycleRunId, Leased, Error, PickedUntil) = (run, true, null, null);
        Status = TaxonStatus.InProgress;
        Priority = Stage.Priority();
    }

    public void Enter(TaxonStage stage, DateTimeOffset now) => (Stage, Priority, CheckpointTime, Repeats) = (stage, stage.Priority(), now, 0);

    public void AllReady() => Status = TaxonStatus.Ready;

    /// <summary>Something was not as it should be; the stage stays and is done again.</summary>
    public void Warn() => (GeneratedWarning, Repeats) = (true, Repeats + 1);

    /// <summary>It was looked at, whether or not anything came of it.</summary>
    /// <param name="watermark">Null: not everything came, so the next time begins where this one did.</param>
    public void Checked(DateOnly? watermark, bool whole, DateTimeOffset now)
    {
        LastChecked = now;
        Watermark = watermark ?? Watermark;
        LastReconciled = whole && watermark is not null ? now : LastReconciled;
    }

    public void Count(long runs, long passed, long collected) => (Runs, Passed, Collected) = (runs, passed, collected);

    /// <summary>The cycle came to its end; the next one begins after the interval.</summary>
    /// <param name="clean">Nothing warned in this cycle.</param>
    public void Complete(bool clean, DateTimeOffset now)
    {
        Enter(TaxonStage.Update, now);
        (Status, Leased, Due) = (TaxonStatus.Complete, false, false);
        GeneratedWarning = GeneratedWarning && !clean;
    }

    /// <summary>It stops here, alone, until a person retries.</summary>
    public void Fail(string why) => (Status, Priority, Error, Leased) = (TaxonStatus.Error, TaxonStages.Stopped, why, false);

    public void RaiseAttention(string why) => (NeedsAttention, Attentions) = (why, Attentions + 1);

    public void ClearAttention() => (NeedsAttention, Repeats) = (null, 0);

    /// <summary>A person lets it go on where it stopped.</summary>
    public void Retry(bool leased) => (Status, Priority, Error, Leased, Due, Repeats) = (TaxonStatus.InProgress, Stage.Priority(), null, leased, true, 0);

    public void CheckNow() => Due = true;

    public void Prioritise(int? priority) => OperatorPriority = priority;

    public void Judge(string? rules, string? extraQuery, bool exact)
    {
        // What was asked before was another question, so everything is asked anew.
        if (extraQuery != ExtraQuery || exact != Exact)
        {
            Watermark = null;
        }

        (Rules, ExtraQuery, Exact, RulesVersion) = (rules, extraQuery, exact, RulesVersion + 1);
    }
}
