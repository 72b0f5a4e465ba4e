using Portal.Jobs.GwoManifests;

namespace Portal.GwoManifests;

/// <summary>Sheets people look at just now, each read once per node; the least used is given up first, and its file with it.</summary>
public sealed class IndexedSheets(ManifestReader reader)
{
    private const int Most = 12;
    private readonly Lock _gate = new();
    private readonly LinkedList<(string Key, Task<IndexedSheet> Sheet)> _recent = [];

    /// <param name="storageKey">Names one file for good: a version has its own.</param>
    /// <exception cref="UnreadableManifestException">It is no table.</exception>
    public async Task<IndexedSheet> OpenAsync(string storageKey, string fileName, CancellationToken cancellationToken)
    {
        var reading = Find(storageKey, fileName);
        try
        {
            return await reading.WaitAsync(cancellationToken);
        }
        catch when (reading.IsFaulted)
        {
            Forget(storageKey);
            throw;
        }
    }

    private Task<IndexedSheet> Find(string storageKey, string fileName)
    {
        lock (_gate)
        {
            for (var node = _recent.First; node is not null; node = node.Next)
            {
                if (node.Value.Key == storageKey)
                {
                    _recent.Remove(node);
                    _recent.AddFirst(node);
                    return node.Value.Sheet;
                }
            }

            // Whoever asked first may leave; the others go on waiting for it.
            var reading = IndexedSheet.BuildAsync(reader, storageKey, fileName, CancellationToken.None);
            _recent.AddFirst((storageKey, reading));
            while (_recent.Count > Most)
            {
                _recent.RemoveLast();
            }

            return reading;
        }
    }

    private void Forget(string storageKey)
    {
        lock (_gate)
        {
            for (var node = _recent.First; node is not null; node = node.Next)
            {
                if (node.Value.Key == storageKey)
                {
                    _recent.Remove(node);
                    return;
                }
            }
        }
    }
}
