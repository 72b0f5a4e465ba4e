using Portal.Domain.Runs;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

public sealed record StudyName(string Id, string Name);

/// <summary>The studies of the Data Service, for people to pick from. They may type an id instead, so trouble is told, not thrown.</summary>
public sealed class StudyList(DataServiceClient dataService, TimeProvider clock)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private (DateTimeOffset At, IReadOnlyList<StudyName> Studies)? _last;

    public async Task<(IReadOnlyList<StudyName> Studies, string? Trouble)> ReadAsync(CancellationToken cancellationToken)
    {
        if (_last is { } last && clock.GetUtcNow() - last.At < MaxAge)
        {
            return (last.Studies, null);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var studies = new List<StudyName>();
            await foreach (var study in dataService.ListAsync<ServiceStudy>(DataServiceClient.Studies, [], cancellationToken: patience.Token))
            {
                studies.Add(new StudyName(study.KfId, study.ShortName ?? study.Name ?? study.ExternalId ?? study.KfId));
            }

            studies.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
            _last = (clock.GetUtcNow(), studies);
            return (studies, null);
        }
        catch (StepFailedException e)
        {
            return (_last?.Studies ?? [], e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (_last?.Studies ?? [], "The Data Service does not answer just now. Type the study id instead.");
        }
    }
}
