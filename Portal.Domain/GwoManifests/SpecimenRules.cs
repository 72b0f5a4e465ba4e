namespace Portal.Domain.GwoManifests;

/// <summary>Specimens must be registered in the study; their participant should be the row's; ids that count up without being registered were dragged.</summary>
internal sealed class SpecimenRules(ManifestProfile profile, ServiceState service, IssueList issues)
{
    private readonly List<(int Row, string Id, bool Known)> _run = [];

    /// <returns>Whether all of them may be linked.</returns>
    public bool Apply(ManifestRow row)
    {
        var fine = row.Specimens.Length > 0;
        foreach (var id in row.Specimens)
        {
            fine &= Specimen(row, id);
        }

        Follow(row);
        if (fine && row.Participant.Length > 0)
        {
            Participant(row);
        }

        return fine;
    }

    public void Close() => EndRun();

    private bool Specimen(ManifestRow row, string id)
    {
        if (!KidsFirstId.IsValid(id, "BS"))
        {
            return false;
        }

        if (!service.Specimens.TryGetValue(id, out var specimen))
        {
            var near = service.NearSpecimens.GetValueOrDefault(id);
            issues.Add(row.Row, profile.Biospecimen, IssueCodes.UnknownBiospecimen, id, $"{id} is not registered in the Data Service.",
                "A biospecimen of the study", near is null ? null : $"Did you mean {string.Join(" or ", near)}?");
            return false;
        }

        if (specimen.OtherStudy is { } study)
        {
            issues.Add(row.Row, profile.Biospecimen, IssueCodes.OtherStudy, id, $"{id} belongs to {study}, not to this study.", "A biospecimen of the study");
        }

        return specimen.OtherStudy is null;
    }

    // A joint file names several specimens and often the family's first participant only: one that fits will do.
    private void Participant(ManifestRow row)
    {
        if (row.Specimens is [var only] && service.Specimens[only].Participant is var whose && (whose is null || whose == row.Participant))
        {
            return;
        }

        var named = ManifestCells.SplitIds(row.Participant);
        var participants = row.Specimens.Select(s => service.Specimens[s].Participant).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (participants.Count > 0 && !participants.Exists(named.Contains) && Array.TrueForAll(named, n => KidsFirstId.IsValid(n, "PT")))
        {
            issues.Add(row.Row, ManifestColumns.Participant, IssueCodes.ParticipantMismatch, row.Participant,
                $"{string.Join(", ", row.Specimens)} {(row.Specimens.Length == 1 ? "belongs" : "belong")} to {string.Join(", ", participants)}.", string.Join(" or ", participants),
                "Look whether the biospecimen or the participant slipped by a row");
        }
    }

    // Ids one above the other that count up by one, with unregistered ones among them.
    private void Follow(ManifestRow row)
    {
        if (row.Specimens is not [var id] || !KidsFirstId.IsValid(id, "BS"))
        {
            EndRun();
            return;
        }

        if (_run.Count > 0 && !ExcelDamage.CountsUp(_run[^1].Id, id))
        {
            EndRun();
        }

        _run.Add((row.Row, id, service.Specimens.ContainsKey(id)));
    }

    private void EndRun()
    {
        if (_run.Count >= 3 && _run.Exists(r => !r.Known))
        {
            var first = _run.Find(r => !r.Known);
            issues.Add(first.Row, profile.Biospecimen, IssueCodes.DragFilled, $"{_run[0].Id} … {_run[^1].Id}",
                $"The ids of rows {_run[0].Row} to {_run[^1].Row} count up by one, and not all of them are registered.", "Ids as the Data Service gave them",
                "In a spreadsheet, dragging a cell downwards counts up its last digits; copy the ids instead");
        }

        _run.Clear();
    }
}
