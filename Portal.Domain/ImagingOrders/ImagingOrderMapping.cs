using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Domain.ImagingOrders;

internal sealed class ImagingOrderMapping : IEntityTypeConfiguration<ImagingOrder>
{
    /// <summary>What words are looked for in; of an order with very many files, the first of them.</summary>
    internal const string SearchText = "SearchText";

    public void Configure(EntityTypeBuilder<ImagingOrder> order)
    {
        order.Property(o => o.Id).ValueGeneratedNever();
        order.Property(o => o.DestinationType).HasConversion<string>().HasMaxLength(20);
        order.Property(o => o.State).HasConversion<string>().HasMaxLength(20);
        Json(order.Property(o => o.Paths));
        Json(order.Property(o => o.Parameters));
        order.Ignore(o => o.Destination);
        order.HasIndex(o => new { o.GroupName, o.CreatedAt, o.Id });
        order.HasIndex(o => new { o.CreatedAt, o.Id });
        order.HasIndex(o => new { o.Priority, o.CreatedAt }).IsDescending(true, false).HasFilter("state IN ('Queued', 'Scheduled')").HasDatabaseName("ix_imaging_order_next");
        order.HasIndex(o => o.State).HasFilter("state IN ('Submitting', 'Submitted')").HasDatabaseName("ix_imaging_order_out");
        order.HasIndex(o => o.RetryOf);
        Followed(order);
    }

    // What lists are filtered by, each in the order of the list.
    private static void Followed(EntityTypeBuilder<ImagingOrder> order)
    {
        order.Property(o => o.Format).HasComputedColumnSql(@"lower(substring(paths->>0 from '(\.[A-Za-z0-9]+)(#.*)?$'))", stored: true);
        order.Property<string>(SearchText).HasComputedColumnSql("lower(left(group_name || ' ' || user_name || ' ' || id::text || ' ' || coalesce(foreign_uuid, '') || ' ' || (paths::text), 20000))", stored: true);
        order.Ignore(o => o.Failure);
        order.HasIndex(o => new { o.State, o.CreatedAt, o.Id });
        order.HasIndex(o => new { o.UserName, o.CreatedAt, o.Id });
        order.HasIndex(o => new { o.Container, o.CreatedAt, o.Id });
        order.HasIndex(o => new { o.Format, o.CreatedAt, o.Id });
        order.HasIndex(o => new { o.WatchId, o.CreatedAt, o.Id }).HasFilter("watch_id IS NOT NULL");
        order.HasIndex(SearchText).HasMethod("gin").HasOperators("gin_trgm_ops");
        order.HasIndex(o => o.EndedAt);
        order.HasIndex(o => o.LastRow).HasFilter("last_row IS NOT NULL");
    }

    // Written once, with the order.
    internal static void Json<T>(PropertyBuilder<IReadOnlyList<T>> list) => list.HasColumnType("jsonb").HasConversion(
        l => JsonSerializer.Serialize(l, JsonSerializerOptions.Default),
        text => JsonSerializer.Deserialize<List<T>>(text, JsonSerializerOptions.Default)!,
        new ValueComparer<IReadOnlyList<T>>((a, b) => a!.SequenceEqual(b!), l => l.Count, l => l));
}
