using Portal.Domain.GwoManifests;

namespace Portal.Jobs.GwoManifests;

/// <summary>Collects rows: trims, splits, drops blank ones, and keeps one copy of values that repeat.</summary>
internal sealed class ManifestRowReader(ManifestHeader header, bool hasUnreadable)
{
    private const int MostShared = 4096;

    private readonly List<ManifestRow> _rows = [];
    private readonly Dictionary<string, string[]> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> _paths = new(StringComparer.Ordinal);
    private readonly int _cavaticaId = header[header.Profile.CavaticaId];
    private readonly int _cavaticaTask = header[ManifestColumns.CavaticaTaskId];
    private readonly int _biospecimen = header[header.Profile.Biospecimen];
    private readonly int _participant = header[ManifestColumns.Participant];
    private readonly int _family = header[ManifestColumns.Family];
    private readonly int _filepath = header[header.Profile.Filepath];
    private readonly int _dataType = header[header.Profile.DataType];
    private readonly int _workflowType = header[header.Profile.WorkflowType];
    private readonly int _origin = header[header.Profile.Origin];
    private readonly int _study = header[HarmonizedColumns.Study];
    private readonly int[] _fields = [.. header.Profile.Fields.Select(f => header[f.Column])];
    private readonly int[] _others = [.. Enumerable.Range(0, header.Width).Where(i => RulePack.Columns.Contains(ManifestColumns.Loose(header.Headers[i]), StringComparer.Ordinal))];
    private readonly int[] _read = [.. header.Profile.Columns.Select(c => header[c]).Where(i => i >= 0)];
    private string[] _lastFields = [];
    private string _lastTask = "";
    private int _trimmed;
    private int _blank;
    private int _pending;

    public void Add(ManifestSheet sheet)
    {
        if (IsBlank(sheet))
        {
            _pending++;
            return;
        }

        _blank += _pending;
        _pending = 0;

        var namesExperiments = header.Profile.NamesExperiments;
        var origin = Text(sheet, _origin);
        _rows.Add(new ManifestRow
        {
            Row = sheet.Row,
            CavaticaId = Text(sheet, _cavaticaId),
            CavaticaTaskId = Task(sheet),
            Specimens = List(_ids, Text(sheet, _biospecimen), ManifestCells.SplitIds),
            Participant = Text(sheet, _participant),
            Family = Text(sheet, _family),
            Filepath = Text(sheet, _filepath),
            DataType = Text(sheet, _dataType),
            WorkflowType = Text(sheet, _workflowType),
            Sources = namesExperiments ? [] : List(_paths, origin, ManifestCells.SplitPaths),
            Experiments = namesExperiments ? List(_ids, origin, ManifestCells.SplitIds) : [],
            StudyId = Text(sheet, _study),
            Fields = Fields(sheet),
            Others = _others.Length == 0 ? [] : [.. _others.Select(i => Text(sheet, i))],
            SurplusCells = Surplus(sheet),
            MissingCells = sheet.Cells < header.Width ? _read.Count(i => i >= sheet.Cells) : 0,
        });
    }

    public ManifestTable Table(List<string> notes)
    {
        if (_trimmed > 0)
        {
            notes.Add($"{_trimmed:N0} {(_trimmed == 1 ? "cell" : "cells")} had blanks around the value; they do not count");
        }

        if (_blank > 0)
        {
            notes.Add($"{_blank:N0} blank {(_blank == 1 ? "row was" : "rows were")} passed over");
        }

        return new ManifestTable
        {
            Headers = header.Headers,
            Profile = header.Profile,
            MixesLayouts = header.MixesLayouts,
            HasUnreadable = hasUnreadable,
            OtherColumns = [.. _others.Select(i => header.Headers[i])],
            Rows = _rows,
            MissingColumns = header.Missing,
            DuplicateColumns = header.Duplicates,
            Notes = notes,
        };
    }

    private static bool IsBlank(ManifestSheet sheet)
    {
        for (var i = 0; i < sheet.Cells; i++)
        {
            if (ManifestCells.Trim(sheet.Cell(i).AsSpan()).Length > 0)
            {
                return false;
            }
        }

        return true;
    }

    private int Surplus(ManifestSheet sheet)
    {
        var count = 0;
        for (var i = header.Width; i < sheet.Cells; i++)
        {
            count += ManifestCells.Trim(sheet.Cell(i).AsSpan()).Length > 0 ? 1 : 0;
        }

        return count;
    }

    private string Text(ManifestSheet sheet, int index)
    {
        if (index < 0)
        {
            return "";
        }

        var raw = sheet.Cell(index);
        var text = ManifestCells.Trim(raw);
        _trimmed += raw.Length == text.Length ? 0 : 1;
        return text;
    }

    // The files of one task stand together, and its id is too long for the reader's own pool.
    private string Task(ManifestSheet sheet)
    {
        var task = Text(sheet, _cavaticaTask);
        return task == _lastTask ? _lastTask : _lastTask = task;
    }

    // The fields of a layout are mostly those of the row above.
    private string[] Fields(ManifestSheet sheet)
    {
        if (_fields.Length == 0)
        {
            return [];
        }

        var cells = Array.ConvertAll(_fields, i => Text(sheet, i));
        return cells.AsSpan().SequenceEqual(_lastFields) ? _lastFields : _lastFields = cells;
    }

    // Ids and paths repeat nearby, if at all.
    private static string[] List(Dictionary<string, string[]> shared, string cell, Func<string, string[]> split)
    {
        if (shared.TryGetValue(cell, out var values))
        {
            return values;
        }

        if (shared.Count >= MostShared)
        {
            shared.Clear();
        }

        return shared[cell] = split(cell);
    }
}
