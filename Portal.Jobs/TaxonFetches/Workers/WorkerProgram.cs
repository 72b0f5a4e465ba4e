using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>What a worker does: fetches each file, goes on where a transfer broke off, verifies size and checksum, and tells the portal.</summary>
public sealed class WorkerProgram(HttpClient http, WorkerOrder order)
{
    private const int Tries = 5;
    private const int WrongTries = 2;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private readonly WorkerVoice _voice = new(http, order);
    private long _done;
    private long _told;

    /// <returns>0 when everything is there; 1 when not, or when the portal wants nothing of it any more.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(order.Folder);
        await using var alone = await AloneAsync(cancellationToken);
        if (alone is null || !await _voice.TellAsync(new("started"), cancellationToken))
        {
            return 1;
        }

        try
        {
            await WorkAsync(cancellationToken);
        }
        catch (WorkerFailedException failure)
        {
            await _voice.TellAsync(new("error", DoneBytes: _done, Reason: failure.Message, Output: failure.Output), cancellationToken);
            return 1;
        }

        return await _voice.TellAsync(new("ready", DoneBytes: _done), cancellationToken) ? 0 : 1;
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        foreach (var file in order.Files.Where(_ => order.Pipeline is not { Fetches: true }))
        {
            await FetchAsync(file, cancellationToken);
        }

        if (order.Pipeline is { } pipeline)
        {
            await new PipelineRun(order, pipeline, words => _voice.TellAsync(new("progress", DoneBytes: _done, Words: words), cancellationToken)).RunAsync(cancellationToken);
            foreach (var file in order.Files.Where(_ => pipeline.Fetches))
            {
                await VerifyAsync(file, cancellationToken);
            }

            await PipelineSheet.ListResultsAsync(order.Folder, cancellationToken);
        }
    }

    // Two on one folder would spoil each other's files: the one started before is on its way out.
    private async Task<FileStream?> AloneAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < 100; i++)
        {
            try
            {
                return new FileStream(Path.Combine(order.Folder, ".worker"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(100, cancellationToken); // held by another; looked at again until patience ends
            }
        }

        return null;
    }

    private async Task FetchAsync(OrderedFile file, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(order.Folder, file.RunAccession)).FullName;
        var (target, part) = (Path.Combine(folder, file.Name), Path.Combine(folder, file.Name + ".part"));
        var (problem, wrong) = ("", 0);
        for (var i = 0; i < Tries && !File.Exists(target); i++)
        {
            await Task.Delay(i == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(200 * Math.Pow(3, i)), cancellationToken);
            try
            {
                await TransferAsync(file, part, cancellationToken);
                problem = await ProblemAsync(file, part, cancellationToken) ?? "";
                if (problem.Length == 0)
                {
                    File.Move(part, target);
                }
                else
                {
                    File.Delete(part); // from the beginning: nobody knows which byte is wrong
                    if (++wrong == WrongTries)
                    {
                        break;
                    }
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                problem = $"{file.Name} cannot be fetched: {e.Message}";
            }
        }

        if (!File.Exists(target))
        {
            throw new WorkerFailedException(problem);
        }

        _done += file.Bytes;
        await BeatAsync(0, cancellationToken);
    }

    // What another program fetched is believed no more than what this one did.
    private async Task VerifyAsync(OrderedFile file, CancellationToken cancellationToken)
    {
        var path = Path.Combine(order.Folder, file.RunAccession, file.Name);
        try
        {
            var problem = File.Exists(path) ? await ProblemAsync(file, path, cancellationToken) : $"the pipeline left no {file.RunAccession}/{file.Name}";
            _done += problem is null ? file.Bytes : throw new WorkerFailedException($"The pipeline did not fetch everything: {problem}.");
        }
        catch (IOException e)
        {
            throw new WorkerFailedException($"The pipeline did not fetch all of {file.Name}: {e.Message}.");
        }
    }

    private async Task TransferAsync(OrderedFile file, string part, CancellationToken cancellationToken)
    {
        var have = File.Exists(part) ? new FileInfo(part).Length : 0;
        if (have >= file.Bytes)
        {
            return;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, file.Address);
        request.Headers.Range = have > 0 ? new RangeHeaderValue(have, null) : null;
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Forbidden)
        {
            throw new WorkerFailedException($"{file.Name} is not at {file.Address.Host}: it answered {(int)response.StatusCode}."); // and would again
        }

        response.EnsureSuccessStatusCode();
        await using var to = new FileStream(part, response.StatusCode == HttpStatusCode.PartialContent ? FileMode.Append : FileMode.Create, FileAccess.Write);
        await using var from = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[1 << 16];
        while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            await BeatAsync(to.Length, cancellationToken);
        }
    }

    private static async Task<string?> ProblemAsync(OrderedFile file, string part, CancellationToken cancellationToken)
    {
        var length = new FileInfo(part).Length;
        if (length != file.Bytes)
        {
            return length < file.Bytes ? throw new IOException($"it ended after {length:N0} of {file.Bytes:N0} bytes") : $"{file.Name} has {length:N0} bytes; ENA lists {file.Bytes:N0}";
        }

        await using var content = File.OpenRead(part);
        var sum = Convert.ToHexStringLower(await CryptographicOperations.HashDataAsync(HashAlgorithmName.MD5, content, cancellationToken));
        return file.Md5.Length == 0 || sum == file.Md5 ? null : $"{file.Name} has the MD5 {sum}; ENA lists {file.Md5}";
    }

    private async Task BeatAsync(long inFile, CancellationToken cancellationToken)
    {
        if (_told == 0 || Stopwatch.GetElapsedTime(_told) >= Beat)
        {
            _told = Stopwatch.GetTimestamp();
            if (!await _voice.TellAsync(new("progress", DoneBytes: _done + inFile), cancellationToken))
            {
                throw new WorkerFailedException("The portal wants nothing of this worker any more.");
            }
        }
    }
}

/// <summary>It cannot go on; the sentence is for the portal.</summary>
internal sealed class WorkerFailedException(string sentence, string? output = null) : Exception(sentence)
{
    /// <summary>The end of what a program wrote that failed.</summary>
    public string? Output { get; } = output;
}
