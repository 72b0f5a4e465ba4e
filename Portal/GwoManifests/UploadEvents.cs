using Microsoft.JSInterop;

namespace Portal.GwoManifests;

public sealed record ChosenFile(string Name, long Size);

/// <param name="PerSecond">Bytes, over the last moments.</param>
public sealed record SentBytes(long Bytes, double? PerSecond);

/// <summary>What the upload's script tells the page, and what is known from it.</summary>
public sealed class UploadEvents(Func<Task> changed, Action<Guid> arrived)
{
    public ChosenFile? Chosen { get; private set; }

    /// <summary>Null unless it is being sent.</summary>
    public SentBytes? Sent { get; private set; }

    public string? Trouble { get; private set; }

    public void Begin() => (Sent, Trouble) = (new SentBytes(0, null), null);

    [JSInvokable]
    public Task Choose(string name, long size)
    {
        (Chosen, Trouble) = (new ChosenFile(name, size), size == 0 ? "This file is empty." : null);
        return changed();
    }

    [JSInvokable]
    public Task Progress(long bytes, double perSecond)
    {
        Sent = new SentBytes(bytes, perSecond);
        return changed();
    }

    [JSInvokable]
    public void Arrive(Guid id) => arrived(id);

    [JSInvokable]
    public Task Fail(string sentence)
    {
        (Sent, Trouble) = (null, sentence);
        return changed();
    }

    [JSInvokable]
    public Task Cancelled() => Fail("You stopped the upload. Nothing was stored.");
}
