using System.Text;

namespace Portal.Jobs.Outside.Programs;

/// <summary>The end of what a program says, and each of its lines to who listens.</summary>
internal sealed class ProgramTail(ProgramCall call)
{
    private const int LongestLine = 2_000;

    private readonly Lock _lock = new();
    private readonly StringBuilder _kept = new();
    private readonly StringBuilder _line = new();

    public bool IsCut { get; private set; }

    public string Text
    {
        get
        {
            lock (_lock)
            {
                return _kept.ToString();
            }
        }
    }

    public async Task ReadAsync(StreamReader reader)
    {
        var buffer = new char[4_096];
        while (await reader.ReadAsync(buffer) is > 0 and var read)
        {
            Keep(buffer.AsSpan(0, read));
            Tell(buffer.AsSpan(0, read));
        }

        EndLine();
    }

    private void Keep(ReadOnlySpan<char> said)
    {
        lock (_lock)
        {
            _kept.Append(said);
            if (_kept.Length > call.MostKept)
            {
                _kept.Remove(0, _kept.Length - call.MostKept);
                IsCut = true;
            }
        }
    }

    private void Tell(ReadOnlySpan<char> said)
    {
        if (call.Hears is null)
        {
            return;
        }

        foreach (var letter in said)
        {
            if (letter is '\n' or '\r')
            {
                EndLine();
            }
            else if (_line.Length < LongestLine)
            {
                _line.Append(letter);
            }
        }
    }

    private void EndLine()
    {
        if (_line.Length > 0)
        {
            call.Hears?.Invoke(_line.ToString());
            _line.Clear();
        }
    }
}
