using Microsoft.Extensions.Options;
using Npgsql;
using Portal.CommandLine.Doctor;
using Portal.Domain;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders;
using Portal.Jobs.ImagingOrders.Tracking;
using Portal.Jobs.Outside.Omero;
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
            new("ImagingOrders:PluginConfiguration"),
            new("ImagingOrders:ImporterSettings"),
            new("ImagingOrders:ImporterWorkers", $"{defaults.ImporterWorkers}"),
            new("ImagingOrders:HandOverAtOnce", $"{defaults.HandOverAtOnce}"),
            new("ImagingOrders:Quota"),
            new(ImagingOrderOptions.GroupFoldersKey),
            new("ImagingOrders:LookEvery", $"{defaults.LookEvery}"),
            new("ImagingOrders:OmeroCommand", "omero"),
            new(ImagingOrderOptions.OmeroHostKey),
            new("ImagingOrders:OmeroPort", $"{defaults.OmeroPort}"),
            new("ImagingOrders:OmeroUser", defaults.OmeroUser),
            new(ImagingOrderOptions.OmeroPasswordKey, Secret: true),
            new("ImagingOrders:OmeroCallTimeout", $"{defaults.OmeroCallTimeout}"),
            new("ImagingOrders:OmeroRetryDelay", $"{defaults.OmeroRetryDelay}"),
            new("ImagingOrders:ZarrCommand", string.Join(' ', ZarrCommand.Default.Words)),
            new("ImagingOrders:ContainerCommand", "podman"),
            new("ImagingOrders:TemporaryFolder", defaults.TemporaryFolder),
            new("ImagingOrders:ManagedRepository", defaults.ManagedRepository),
            new("ImagingOrders:ImportTimeout", $"{defaults.ImportTimeout}"),
            new("ImagingOrders:ConversionTimeout", $"{defaults.ConversionTimeout}"),
            new("ImagingOrders:KeepUserId", $"{defaults.KeepUserId}"),
            new("ImagingOrders:RegistersZarr", $"{defaults.RegistersZarr}"),
            new("ImagingOrders:AnnotationNamespace", defaults.AnnotationNamespace),
            new("ImagingOrders:NamesWithExtension", $"{defaults.NamesWithExtension}"),
            new("ImagingOrders:FollowEvery", $"{defaults.FollowEvery}"),
            new("ImagingOrders:LogFolder"),
            new("ImagingOrders:OmeroWeb"),
            new("ImagingOrders:InPlaceFolder"),
            new("ImagingOrders:DraftDays", $"{defaults.DraftDays}"),
        })
        {
            services.AddSingleton(setting);
        }

        return services.AddSingleton<OrderQueries>().AddSingleton<OrderFileQueries>().AddScoped<OrderDialogs>().AddScoped<WizardDialogs>().AddTransient<OrderWizard>().AddScoped<BulkOrderDialogs>().AddSingleton<OmeroLinks>().AddSingleton<WatchQueries>().AddScoped<WatchDialogs>().AddSingleton(new StartCard("Imaging orders",
            "Choose images of a group and where they go in OMERO; an importer converts and imports them, and you follow it here.", "imaging", "New order", "imaging-orders/new", Order: 3)).AddSingleton(new OverviewPart(typeof(OrderOverview))).AddSingleton<IDoctorProbe, MountProbe>().AddSingleton<IDoctorProbe, ImporterProbe>().AddSingleton<IDoctorProbe, OrderProbe>();
    }

    private sealed class MountProbe(IOptions<ImagingOrderOptions> options, Portal.Jobs.ImagingOrders.Configuration.ImagingConfiguration configuration) : IDoctorProbe
    {
        public string Name => "Images";

        public Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken) => Task.FromResult((options.Value.Mount, GroupFolders: configuration.GroupFolders) switch
        {
            { Mount: null or "" } => ProbeResult.NotConfigured($"{ImagingOrderOptions.MountKey} is not set; no images can be ordered."),
            { Mount: var mount } when !Directory.Exists(mount) => ProbeResult.Fails($"There is no folder {mount}."),
            { Mount: var mount, GroupFolders: var groups } when groups.FirstOrDefault(g => !Directory.Exists(Path.Combine(mount, g.Value))) is { Key: { } group } missing =>
                ProbeResult.Fails($"The folder of the group “{group}”, {missing.Value}, is not there."),
            { GroupFolders: var groups } => ProbeResult.Works($"Folders of {groups.Count:N0} groups are there."),
        });
    }

    private sealed class ImporterProbe(TrackingDatabase database, TrackingTables tables, DaemonWatch daemon, OmeroClient omero, IOptions<ImagingOrderOptions> options) : IDoctorProbe
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
                return options.Value.Processes ? await ProcessingAsync(sign) : sign.MayHandOver ? ProbeResult.Works($"It polls its table, which is of version {shape.Version ?? "unknown"}.")
                    : ProbeResult.Fails(sign.State switch
                    {
                        DaemonState.NotTaking => "Orders wait longer than an importer lets them. Start it, or read its log.",
                        DaemonState.Hidden => "The portal’s account may not see the importer’s session. Give it the role pg_monitor, or the importer’s own account.",
                        _ => "No importer polls its table. Start it; orders wait in the portal until then.",
                    });
            }
            catch (Exception e) when (e is NpgsqlException or RuleException or OmeroException)
            {
                return ProbeResult.Fails(e.Message);
            }
        }

        // The portal is the importer: nobody else may be, and OMERO must let it in. Nobody is called that; who answers so has let the service account in.
        private async Task<ProbeResult> ProcessingAsync(DaemonSign sign)
        {
            if (sign.MayBeHidden)
            {
                return ProbeResult.Fails("The portal’s account may not see whether an importer polls, so it processes nothing. Give it the role pg_monitor, or the importer’s own account.");
            }

            if (sign.IsPolling)
            {
                return ProbeResult.Fails("An importer polls its table although the portal is to process the orders. Stop that importer; the portal processes nothing until then.");
            }

            try
            {
                using var patience = new CancellationTokenSource(options.Value.OmeroCallTimeout);
                await omero.AsAsync("portal-doctor", "portal-doctor", patience.Token);
            }
            catch (OmeroException e) when (e.Trouble == OmeroTrouble.UnknownPerson)
            {
                // That is as it should be.
            }

            return ProbeResult.Works($"The portal processes orders itself; OMERO at {options.Value.OmeroHost} answers.");
        }
    }
}
