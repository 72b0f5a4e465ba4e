using System.Diagnostics;
using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Sandbox;
using Portal.Shell.Accounts;

namespace Portal.Bench.Imaging;

/// <summary>An order's way to its first step, a board of 10,000 orders, and a folder of 100,000 files.</summary>
internal static class ImagingBench
{
    private const string Group = "Demuth lab";
    private const int Orders = 25;
    private const int FewToWarmUp = 3;
    private const int Queued = 10_000;
    private const int Files = 100_000;
    private const int Times = 60;
    private const int WarmUp = 10;
    private const double BeginMost = 100;
    private const double BoardMost = 150;
    private const double FolderMost = 500;

    public static async Task<IReadOnlyList<Figure>> RunAsync(BenchDatabase database, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("portal-bench-imaging-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "data", "demuth"));
            return [await BeginAsync(database, folder, cancellationToken), .. await BoardAsync(database, folder, cancellationToken), await FolderAsync(database, folder, cancellationToken)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Figure> BeginAsync(BenchDatabase database, string folder, CancellationToken cancellationToken)
    {
        var tracking = await database.CreateAsync(cancellationToken);
        await using var portal = await BenchPortal.StartAsync(await database.CreateAsync(cancellationToken), "all", s => s.PostConfigure<ImagingOrderOptions>(o =>
        {
            (o.Mode, o.TrackingDatabase, o.OmeroHost, o.OmeroPassword) = (ImagingOrderOptions.Process, tracking, "omero", "secret");
            (o.Mount, o.GroupFolders[Group]) = (Path.Combine(folder, "data"), "demuth");
            (o.TemporaryFolder, o.ManagedRepository) = (Path.Combine(folder, "inplace"), Path.Combine(folder, "omero", "ManagedRepository"));
            foreach (var word in new[] { "dotnet", typeof(SandboxProgram).Assembly.Location, "omero", Path.Combine(folder, "omero") })
            {
                o.OmeroCommand.Add(word);
            }
        }), cancellationToken);
        var spread = new Spread();
        for (var i = 0; i < FewToWarmUp + Orders; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "data", "demuth", $"{i}.tif"), "pixels", cancellationToken);
            var took = await OneAsync(portal, $"{i}.tif", cancellationToken);
            if (i >= FewToWarmUp)
            {
                spread.Add(took);
            }
        }

        return new Figure
        {
            What = "order written → first step of its run",
            Measured = $"{spread}",
            Beside = ["BIOMERO.importer looks every 5 s"],
            Goal = new Goal($"p95 < {BeginMost} ms", spread.P95 < BeginMost),
            How = $"{Orders} orders after {FewToWarmUp} for warming up, the next when the one before was imported; from the time the order carries, given before it is stored, to its first step's start; one node that takes orders, hands over and processes, with LookEvery at its 5 s.",
        };
    }

    private static async Task<TimeSpan> OneAsync(BenchPortal portal, string path, CancellationToken cancellationToken)
    {
        var made = await portal.Get<OrderDesk>().CreateAsync([new OrderWish(Group, "alice", [new WishedDestination(nameof(DestinationType.Dataset), 151)], [path])], Actor.Portal, cancellationToken);
        var order = made.Written ? made.Items[0].Orders[0] : throw new InvalidOperationException(made.Items[0].Problem);
        while (true)
        {
            await using var db = await portal.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(cancellationToken);
            var now = await db.Set<ImagingOrder>().AsNoTracking().SingleAsync(o => o.Id == order.Id, cancellationToken);
            if (now.State == OrderState.Failed)
            {
                throw new InvalidOperationException($"{path} was not imported: {now.Description}");
            }

            if (now.State == OrderState.Completed)
            {
                var key = order.SubjectKey;
                var began = await db.Runs.Where(r => r.SubjectKey == key).SelectMany(r => db.RunSteps.Where(s => s.RunId == r.Id && s.StartedAt != null)).MinAsync(s => s.StartedAt, cancellationToken);
                return began!.Value - order.CreatedAt;
            }

            await Task.Delay(100, cancellationToken);
        }
    }

    private static async Task<IReadOnlyList<Figure>> BoardAsync(BenchDatabase database, string folder, CancellationToken cancellationToken)
    {
        await using var portal = await BenchPortal.StartAsync(await database.CreateAsync(cancellationToken), "web", s => s.PostConfigure<ImagingOrderOptions>(o => (o.Mount, o.GroupFolders[Group]) = (Path.Combine(folder, "data"), "demuth")), cancellationToken);
        await using (var db = await portal.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(cancellationToken))
        {
            db.AddRange(Enumerable.Range(0, Queued).Select(i => ImagingOrder.Of(new(new(DestinationType.Dataset, 1 + (i % 50)), Conversion: null, [], [$"day {i % 30}/tile_{i:D5}.czi"]), i % 3 == 0 ? "Other lab" : Group, $"user{i % 20}", new(),
                Actor.Portal, DateTimeOffset.UtcNow.AddSeconds(-i))));
            await db.SaveChangesAsync(cancellationToken);
            await db.Database.ExecuteSqlAsync($"ANALYZE portal.imaging_order", cancellationToken);
        }

        var secret = ApiKeys.NewSecret();
        await portal.Get<ApiKeys>().CreateAsync("bench", secret, Scopes.Everything, Role.Curator, expiresAt: null, isDemo: false, Actor.Portal, cancellationToken);
        using var http = new HttpClient { BaseAddress = portal.Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        var (page, list) = (await AskAsync(http, "imaging-orders", cancellationToken), new Spread());
        var parts = new List<string>();
        foreach (var query in new[] { "", "&state=queued", "&group=Demuth%20lab", "&user=user7", "&format=.czi", "&q=tile_04", "&q=nothing%20of%20this" })
        {
            list = await AskAsync(http, $"api/v1/imaging-orders?limit=100{query}", cancellationToken);
            parts.Add($"API{query} {list.Median:0} / {list.P95:0} ms");
        }

        var first = new Figure
        {
            What = $"page of a board of {Queued:N0} queued orders",
            Measured = $"{page}",
            Goal = new Goal($"p95 < {BoardMost} ms", page.P95 < BoardMost),
            How = $"{Times} times after {WarmUp} for warming up, one at a time over HTTP, in the process of the portal; the page as it comes first, drawn by the server.",
            Parts = parts,
        };
        return [first, await ChangingBoard.RunAsync(portal, http, cancellationToken)];
    }

    internal static async Task<Spread> AskAsync(HttpClient http, string path, CancellationToken cancellationToken)
    {
        var spread = new Spread();
        for (var i = 0; i < WarmUp + Times; i++)
        {
            var from = Stopwatch.GetTimestamp();
            using var reply = await http.GetAsync(path, cancellationToken);
            var text = await reply.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken);
            if (i >= WarmUp)
            {
                spread.Add(from, Stopwatch.GetTimestamp());
            }

            if (text.Contains("Password", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"{path} asked for a sign-in, so nothing was measured.");
            }
        }

        return spread;
    }

    private static async Task<Figure> FolderAsync(BenchDatabase database, string folder, CancellationToken cancellationToken)
    {
        var many = Directory.CreateDirectory(Path.Combine(folder, "data", "demuth", "many")).FullName;
        for (var i = 0; i < Files; i++)
        {
            await File.WriteAllBytesAsync(Path.Combine(many, $"tile_{i:D6}.tif"), [1], cancellationToken);
        }

        await using var portal = await BenchPortal.StartAsync(await database.CreateAsync(cancellationToken), "web", s => s.PostConfigure<ImagingOrderOptions>(o => (o.Mount, o.GroupFolders[Group]) = (Path.Combine(folder, "data"), "demuth")), cancellationToken);
        var (files, spread) = (portal.Get<ImageFiles>(), new Spread());
        await files.ListAsync(new(Group, ""), Actor.Portal, cancellationToken);
        await ProcessMemory.Own.ForgetPeakAsync(cancellationToken);
        var idle = ProcessMemory.Own.NowMiB;
        for (var i = 0; i < Times; i++)
        {
            var from = Stopwatch.GetTimestamp();
            var page = await files.ListAsync(new(Group, "many"), Actor.Portal, cancellationToken);
            spread.Add(from, Stopwatch.GetTimestamp());
            if (page.Count != Files)
            {
                throw new InvalidOperationException($"{page.Count} of {Files} files were listed.");
            }
        }

        return new Figure
        {
            What = $"first rows of a folder of {Files:N0} files",
            Measured = $"{spread}, {ProcessMemory.Own.PeakMiB - idle:0} MiB above idle",
            Goal = new Goal($"p95 < {FolderMost} ms", spread.P95 < FolderMost),
            How = $"{Times} times, none for warming up; the folder on this machine's disk; every name read in search of the first {FileQuestion.PageSize}, and only these kept, with their sizes and dates.",
        };
    }
}
