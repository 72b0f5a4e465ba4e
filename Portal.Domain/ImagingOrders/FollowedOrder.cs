using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Domain.ImagingOrders;

/// <summary>What the importer's rows say of an order, kept beside it so that lists need not ask the importer's database; and orders that only those rows know.</summary>
public sealed partial class ImagingOrder
{
    /// <summary>Nobody made it here: another program, or a hand at the console, wrote it into the importer's table.</summary>
    public bool IsForeign { get; private set; }

    /// <summary>What the rows call it, where that is not the id as the portal writes it.</summary>
    public string? ForeignUuid { get; private set; }

    /// <summary>Where it goes, in the rows' own words, where those name no dataset and no screen.</summary>
    public string? OddDestination { get; private set; }

    /// <summary>The importer's own word for where it is; null while it does not have it.</summary>
    public string? Stage { get; private set; }

    public DateTimeOffset? StageAt { get; private set; }

    /// <summary>When it was put into the importer's line.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    public long? StartedRow { get; private set; }

    /// <summary>Id of the last of its rows that was seen.</summary>
    public long? LastRow { get; private set; }

    /// <summary>The text the importer left with its last row.</summary>
    public string? Description { get; private set; }

    public OrderOddity Oddities { get; private set; }

    /// <summary>The watched folder that made it.</summary>
    public Guid? WatchId { get; private set; }

    /// <summary>Extension of its first file; the database keeps it.</summary>
    public string? Format { get; private set; }

    /// <summary>What its rows call it.</summary>
    public string Uuid => ForeignUuid ?? $"{Id}";

    /// <summary>Why it failed, in words; null unless it did.</summary>
    public FailureReason? Failure => State == OrderState.Failed ? FailureReason.Of(Description) : null;

    /// <summary>The id of an order that rows call so.</summary>
    public static Guid IdOf(string uuid) =>
        Guid.TryParseExact(uuid, "D", out var id) && $"{id}" == uuid ? id : new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(uuid)).AsSpan(0, 16));

    /// <summary>An order somebody else wrote into the importer's table.</summary>
    /// <param name="folder">The group's folder as the importer sees it; null where it has none.</param>
    public static ImagingOrder Found(OrderHistory history, string? folder, PreprocessingRow? conversion, DateTimeOffset now)
    {
        var (row, id) = (history.First, IdOf(history.First.Uuid));
        var (type, number) = (Enum.TryParse<DestinationType>(row.DestinationType, out var known) && Enum.IsDefined(known) ? known : (DestinationType?)null,
            long.TryParse(row.DestinationId, NumberStyles.Integer, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0);
        var order = new ImagingOrder
        {
            Id = id,
            IsForeign = true,
            ForeignUuid = $"{id}" == row.Uuid ? null : row.Uuid,
            GroupName = row.Group,
            UserName = row.User,
            DestinationType = type ?? DestinationType.Dataset,
            DestinationId = number,
            OddDestination = type is null || number <= 0 ? $"{row.DestinationType} {row.DestinationId}" : null,
            Paths = [.. row.Files.Select(f => folder is not null && f.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal) ? f[(folder.TrimEnd('/').Length + 1)..] : f)],
            Container = conversion?.Container,
            Parameters = conversion?.Parameters ?? [],
            State = OrderState.Submitted,
            CreatedById = "elsewhere",
            CreatedBy = row.User,
            CreatedAt = row.At ?? now,
            SubmittedAt = row.At,
        };
        order.Follow(history, now);
        return order;
    }

    /// <summary>Notes what the rows say now.</summary>
    /// <returns>Whether anything of it is new.</returns>
    public bool Follow(OrderHistory history, DateTimeOffset now)
    {
        var started = history.Rows.FirstOrDefault(r => r.Is == ImportStage.Started);
        if (LastRow == history.Last.Id && StartedRow == started?.Id && Oddities == history.Oddities)
        {
            return false;
        }

        Submitted(history.First.Id);
        (Stage, StageAt, Description, LastRow) = (history.Last.Stage, history.Last.At ?? now, history.Last.Description, history.Last.Id);
        (StartedRow, StartedAt, Oddities) = (started?.Id, started?.At, history.Oddities);
        if (history.Stage.IsFinal())
        {
            End(history.Stage, history.Last.At ?? now);
        }
        else if (State is OrderState.Completed or OrderState.Failed)
        {
            (State, EndedAt) = (OrderState.Submitted, null); // another importer took it up again
        }

        return true;
    }

    /// <summary>It was made by a watched folder.</summary>
    public void FoundBy(Guid watch) => WatchId = watch;

    /// <exception cref="RuleException">The importer has it, or it is over.</exception>
    public void Reprioritise(int priority)
    {
        Priority = CanWithdraw ? priority : throw new RuleException("order-state", $"Its priority cannot be changed: the order no longer waits in the portal. It is {State.ToString().ToLowerInvariant()}.");
    }

    /// <summary>It goes at another time.</summary>
    /// <exception cref="RuleException">It does not wait in the portal, or the time is over.</exception>
    public void Schedule(DateTimeOffset at, DateTimeOffset now)
    {
        if (at <= now)
        {
            throw new RuleException("time-over", "Choose a time that is still to come, or release the order now.", 400);
        }

        Move(CanWithdraw, OrderState.Scheduled, "schedule", why: null);
        DueAt = at;
    }
}
