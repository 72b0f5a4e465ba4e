namespace Portal.Shell.Demo;

/// <summary>Takes whatever the companion writes, so that it never blocks on a full pipe; the last start only.</summary>
internal sealed class CompanionLog
{
    private readonly Lock _writing = new();

    public CompanionLog(string file)
    {
        File = file;
        System.IO.File.WriteAllText(file, "");
    }

    public string File { get; }

    public async Task KeepAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            lock (_writing)
            {
                System.IO.File.AppendAllText(File, line + "\n");
            }
        }
    }
}
