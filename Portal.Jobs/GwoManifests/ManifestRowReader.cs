using Portal.Domain.GwoManifests;

namespace Portal.Jobs.GwoManifests;

/// <summary>Collects rows: trims, splits, drops blank ones, and keeps one copy of values that repeat.</summary>
internal sealed class ManifestRowReader(ManifestHeader header)
{
    private readonly List<ManifestRow> _rows = [];
    private readonly Dictionary<string, string[]> _lists = new(StringComparer.Ordinal);
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly int _cavaticaId = header[ManifestColumns.CavaticaId];
    private readonly int _cavaticaTask = header[ManifestColumns.CavaticaTaskId];
    private readonly int _biospecimen = header[ManifestColumns.Biospecimen];
    private readonly int _participant = header[ManifestColumns.Participant];
    private readonly int _family = header[ManifestColumns.Family];
    private readonly int _filepath = header[ManifestColumns.Filepath];
    private readonly int _dataType = header[ManifestColumns.DataType];
    private readonly int _workflowType = header[ManifestColumns.WorkflowType];
    private readonly int _sourceRead = header[ManifestColumns.SourceRead];
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

        _rows.Add(new ManifestRow
        {
            Row = sheet.Row,
            CavaticaId = Text(sheet, _cavaticaId),
            CavaticaTaskId = Text(sheet, _cavaticaTask),
            Specimens = List(Text(sheet, _biospecimen), ManifestCells.SplitIds),
            Participant = Text(sheet, _participant),
            Family = Text(sheet, _family),
            Filepath = Text(sheet, _filepath),
            DataType = Text(sheet, _dataType),
            WorkflowType = Text(sheet, _workflowType),
            Sources = List(Text(sheet, _sourceRead), ManifestCells.SplitPaths),
            SurplusCells = Surplus(sheet),
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
        if (_texts.TryGetValue(text, out var known))
        {
            return known;
        }

        _texts.Add(text);
        return text;
    }

    private string[] List(string cell, Func<string, string[]> split)
    {
        if (!_lists.TryGetValue(cell, out var values))
        {
            values = split(cell);
            _lists[cell] = values;
        }

        return values;
    }
}
