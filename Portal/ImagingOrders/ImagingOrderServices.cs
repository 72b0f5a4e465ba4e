using Microsoft.Extensions.Options;
using Npgsql;
using Portal.CommandLine.Doctor;
using Portal.Domain;
using Portal.Jobs.ImagingOrders;
using Portal.Jobs.ImagingOrders.Tracking;
using Portal.Shell;

namespace Portal.ImagingOrders;

/// <summary>What the slice's doors need, and what <c>portal doctor</c> asks about it.</summary>
public static class ImagingOrderServices
{
    public static IServiceCollection AddImagingOrderServices(this IServiceCollection services)
    {
        var defaults = new ImagingOrderOptions();
        foreach (var setting in new DoctorSetting[]
        {
            new("ImagingOrders:Mode", defaults.Mode),
            new(ImagingOrderOptions.MountKey),
            new(ImagingOrderOptions.TrackingDatabaseKey, Secret: true),
            new("ImagingOrders:ImporterWorkers", $"{defaults.ImporterWorkers}"),
            new("ImagingOrders:HandOverAtOnce", $"{defaults.HandOverAtOnce}"),
            new("ImagingOrders:LookEvery", $"{defaults.LookEvery}"),
            new("ImagingOrders:FollowEvery", $"{defaults.FollowEvery}"),
            new("ImagingOrders:LogFolder"),
            new("ImagingOrders:OmeroWeb"),
            new("ImagingOrders:InPlaceFolder"),
        })
        {
            services.AddSingleton(setting);
        }

        return services.AddSingleton<OrderQueries>().AddScoped<OrderDialogs>().AddScoped<BulkOrderDialogs>().AddSingleton<OmeroLinks>().AddSingleton<WatchQueries>().AddScoped<WatchDialogs>().AddSingleton(new StartCard("Imaging orders",
            "Choose images of a group and where they go in OMERO; an importer converts and imports them, and you follow it here.", "imaging", "New order", "imaging-orders/new", Order: 3)).AddSingleton<IDoctorProbe, MountProbe>().AddSingleton<IDoctorProbe, ImporterProbe>().AddSingleton<IDoctorProbe, OrderProbe>();
    }

    private sealed class MountProbe(IOptions<ImagingOrderOptions> options) : IDoctorProbe
    {
        public string Name => "Images";

        public Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken) => Task.FromResult(options.Value switch
        {
            { Mount: null or "" } => ProbeResult.NotConfigured($"{ImagingOrderOptions.MountKey} is not set; no images can be ordered."),
            { Mount: var mount } when !Directory.Exists(mount) => ProbeResult.Fails($"There is no folder {mount}."),
            { Mount: var mount, GroupFolders: var groups } when groups.FirstOrDefault(g => !Directory.Exists(Path.Combine(mount, g.Value))) is { Key: { } group } missing =>
                ProbeResult.Fails($"The folder of the group “{group}”, {missing.Value}, is not there."),
            { GroupFolders: var groups } => ProbeResult.Works($"Folders of {groups.Count:N0} groups are there."),
        });
    }

    private sealed class ImporterProbe(TrackingDatabase database, TrackingTables tables, DaemonWatch daemon) : IDoctorProbe
    {
        public string Name => "Importer";

        public async Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken)
        {
            if (!database.IsSet)
            {
                return ProbeResult.NotConfigured($"{ImagingOrderOptions.TrackingDatabaseKey} is not set; orders wait in the portal.");
            }

            try
            {
                var (shape, sign) = (await tables.ShapeAsync(cancellationToken), await daemon.LookAsync(cancellationToken));
                return sign.MayHandOver ? ProbeResult.Works($"It polls its table, which is of version {shape.Version ?? "unknown"}.")
                    : ProbeResult.Fails(sign.State switch
                    {
                        DaemonState.NotTaking => "Orders wait longer than an importer lets them. Start it, or read its log.",
                        DaemonState.Hidden => "The portal’s account may not see the importer’s session. Give it the role pg_monitor, or the importer’s own account.",
                        _ => "No importer polls its table. Start it; orders wait in the portal until then.",
                    });
            }
            catch (Exception e) when (e is NpgsqlException or RuleException)
            {
                return ProbeResult.Fails(e.Message);
            }
        }
    }
}
