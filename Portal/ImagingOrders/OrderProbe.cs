using Npgsql;
using Portal.CommandLine.Doctor;
using Portal.Common;
using Portal.Domain.Accounts;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Jobs.ImagingOrders.Tracking;

namespace Portal.ImagingOrders;

/// <summary>Whether orders get on: what nobody picks up, what is stuck, and room on the disks.</summary>
internal sealed class OrderProbe(ImporterBoard board, TrackingDatabase database) : IDoctorProbe
{
    private const double Tight = 0.02;

    public string Name => "Imaging orders";

    public async Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken)
    {
        if (!database.IsSet)
        {
            return ProbeResult.NotConfigured("There is no importer’s database; orders wait in the portal.");
        }

        try
        {
            var now = await board.ReadAsync(Grants.All, cancellationToken);
            var wrong = new[]
            {
                now.NotPickedUp > 0 ? $"{Counts.Say(now.NotPickedUp, "order")} with the importer are not picked up; see the page “Importer”." : null,
                now.Stuck.Count > 0 ? $"{Counts.Say(now.Stuck.Count, "order")} take longer than their like; see the page “Importer”." : null,
                now.Disks.FirstOrDefault(d => d.Problem is not null) is { } gone ? $"{gone.Folder}: {gone.Problem}" : null,
                now.Disks.FirstOrDefault(d => d is { Free: { } free, Total: { } total } && free < total * Tight) is { } full ? $"{full.Folder} has only {Bytes.Say(full.Free!.Value)} left." : null,
            };
            return wrong.OfType<string>().ToList() is { Count: > 0 } told ? ProbeResult.Fails(string.Join(" ", told)) : ProbeResult.Works($"{Counts.Say(now.Waiting)} wait here, {Counts.Say(now.WithImporter)} are with the importer.");
        }
        catch (NpgsqlException away)
        {
            return ProbeResult.Fails(away.Message);
        }
    }
}
