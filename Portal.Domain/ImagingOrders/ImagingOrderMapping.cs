using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Domain.ImagingOrders;

internal sealed class ImagingOrderMapping : IEntityTypeConfiguration<ImagingOrder>
{
    public void Configure(EntityTypeBuilder<ImagingOrder> order)
    {
        order.Property(o => o.Id).ValueGeneratedNever();
        order.Property(o => o.DestinationType).HasConversion<string>().HasMaxLength(20);
        order.Property(o => o.State).HasConversion<string>().HasMaxLength(20);
        Json(order.Property(o => o.Paths));
        Json(order.Property(o => o.Parameters));
        order.Property(o => o.Attempt).HasDefaultValue(1);
        order.Ignore(o => o.Destination);
        order.HasIndex(o => new { o.GroupName, o.CreatedAt, o.Id });
        order.HasIndex(o => new { o.CreatedAt, o.Id });
        order.HasIndex(o => new { o.Priority, o.CreatedAt }).IsDescending(true, false).HasFilter("state IN ('Queued', 'Scheduled')").HasDatabaseName("ix_imaging_order_next");
        order.HasIndex(o => o.State).HasFilter("state IN ('Submitting', 'Submitted')").HasDatabaseName("ix_imaging_order_out");
        order.HasIndex(o => o.RetryOf);
    }

    // Written once, with the order.
    private static void Json<T>(PropertyBuilder<IReadOnlyList<T>> list) => list.HasColumnType("jsonb").HasConversion(
        l => JsonSerializer.Serialize(l, JsonSerializerOptions.Default),
        text => JsonSerializer.Deserialize<List<T>>(text, JsonSerializerOptions.Default)!,
        new ValueComparer<IReadOnlyList<T>>((a, b) => a!.SequenceEqual(b!), l => l.Count, l => l));
}
