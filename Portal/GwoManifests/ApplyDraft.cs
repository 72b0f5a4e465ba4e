using Portal.Domain.GwoManifests;

namespace Portal.GwoManifests;

/// <summary>What somebody has chosen on the plan's page and not started yet. Ticks are for one check's plan only.</summary>
public sealed class ApplyDraft
{
    private readonly HashSet<ReplaceTick> _ticks = [];
    private DateTimeOffset? _checkedAt;

    /// <summary>Null: as the study has it.</summary>
    public LoadOptions? Options { get; set; }

    public bool Has(string field, string? kfId = null) => _ticks.Contains(new ReplaceTick(field)) || (kfId is not null && _ticks.Contains(new ReplaceTick(field, kfId)));

    public int CountOf(ReplaceGroup group) => Has(group.Field) ? group.Count : _ticks.Count(t => t.Field == group.Field);

    /// <summary>All values of a group, or one of them.</summary>
    public void Tick(string field, string? kfId, bool on)
    {
        if (on)
        {
            _ticks.Add(new ReplaceTick(field, kfId));
        }
        else
        {
            _ticks.Remove(new ReplaceTick(field, kfId));
        }
    }

    /// <summary>Another check has another plan.</summary>
    public void ForCheck(DateTimeOffset? checkedAt)
    {
        if (_checkedAt != checkedAt)
        {
            _checkedAt = checkedAt;
            _ticks.Clear();
        }
    }

    public LoadRequest Request(ApplyPolicy policy, bool acknowledged) => new()
    {
        Policy = policy,
        AcknowledgeWarnings = acknowledged,
        Options = Options ?? LoadOptions.None,
        UseDefaults = Options is null,
        Replace = new ReplaceChoice { Ticks = [.. _ticks.Where(t => t.KfId is null || !_ticks.Contains(new ReplaceTick(t.Field)))] },
    };
}
