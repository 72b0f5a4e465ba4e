using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Domain.ImagingOrders;

internal sealed class WatchedFolderMapping : IEntityTypeConfiguration<WatchedFolder>
{
    public void Configure(EntityTypeBuilder<WatchedFolder> watch)
    {
        watch.Property(w => w.Id).ValueGeneratedNever();
        watch.Property(w => w.DestinationType).HasConversion<string>().HasMaxLength(20);
        ImagingOrderMapping.Json(watch.Property(w => w.Include));
        ImagingOrderMapping.Json(watch.Property(w => w.Exclude));
        ImagingOrderMapping.Json(watch.Property(w => w.Parameters));
        watch.Ignore(w => w.Destination);
        watch.HasIndex(w => new { w.GroupName, w.Folder });
    }
}

internal sealed class WatchedPathMapping : IEntityTypeConfiguration<WatchedPath>
{
    public void Configure(EntityTypeBuilder<WatchedPath> path)
    {
        path.HasKey(p => new { p.WatchId, p.Path });
        path.Property(p => p.State).HasConversion<string>().HasMaxLength(20);
        path.HasOne<WatchedFolder>().WithMany().HasForeignKey(p => p.WatchId).OnDelete(DeleteBehavior.Cascade);
        path.HasIndex(p => new { p.WatchId, p.State, p.SeenAt });
    }
}
