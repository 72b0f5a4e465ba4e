using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.TaxonFetches.Assemblies;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

public sealed class AssemblyHoldsTests(TestDatabase database)
{
    [Theory]
    [InlineData(false, "00:09:59", false)]
    [InlineData(false, "00:10:00", true)]
    [InlineData(false, "02:05:00", true)]
    [InlineData(true, "6.23:59:59", false)]
    [InlineData(true, "7.00:00:00", true)]
    public async Task A_hold_ends_when_its_whole_time_is_over(bool confirmed, string later, bool back)
    {
        await using var world = await TaxonWorld.StartAsync(database);
        await world.TrackedAsync(210);
        var run = confirmed ? await world.TakenRunAsync() : (await world.PostAsync("assemblies/reserve", new { })).GetProperty("run").GetString()!;
        await using var db = world.Server.Db();
        var held = (await db.Set<Assembly>().AsNoTracking().SingleAsync(a => a.RunAccession == run)).HeldSince!.Value;

        await new AssemblyHolds(world.Server.Get<IDbContextFactory<PortalDbContext>>(), world.Server.Get<AssemblyQueue>(), Options.Create(new AssemblyOptions()), new FakeClock(held + TimeSpan.Parse(later, CultureInfo.InvariantCulture))).RunAsync(CancellationToken.None);

        ((await db.Set<Assembly>().AsNoTracking().SingleAsync(a => a.RunAccession == run)).Status == AssemblyStatus.Waiting).ShouldBe(back);
        await world.PostAsync($"assemblies/{run}/confirm", new { }, confirmed && !back ? HttpStatusCode.NoContent : back ? HttpStatusCode.Conflict : HttpStatusCode.NoContent);
    }
}
