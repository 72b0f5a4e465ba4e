using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

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
        order.Property(o => o.Attempt).HasDefaultValue(1);
        Json(order.Property(o => o.Metadata)).HasDefaultValueSql("'[]'");
        order.Ignore(o => o.Destination);
        order.HasIndex(o => new { o.GroupName, o.CreatedAt, o.Id });
        order.HasIndex(o => new { o.CreatedAt, o.Id });
        order.HasIndex(o => new { o.Priority, o.CreatedAt }).IsDescending(true, false).HasFilter("state IN ('Queued', 'Scheduled')").HasDatabaseName("ix_imaging_order_next");
        order.HasIndex(o => o.State).HasFilter("state IN ('Submitting', 'Submitted')").HasDatabaseName("ix_imaging_order_out");
        order.HasIndex(o => o.RetryOf);
        order.HasIndex(o => o.Paths).HasMethod("gin").HasDatabaseName("ix_imaging_order_paths"); // where files went already
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
    internal static PropertyBuilder<IReadOnlyList<T>> Json<T>(PropertyBuilder<IReadOnlyList<T>> list) => list.HasColumnType("jsonb").HasConversion(
        l => JsonSerializer.Serialize(l, JsonSerializerOptions.Default),
        text => JsonSerializer.Deserialize<List<T>>(text, JsonSerializerOptions.Default)!,
        new ValueComparer<IReadOnlyList<T>>((a, b) => a!.SequenceEqual(b!), l => l.Count, l => l));
}

internal sealed class OrderDraftMapping : IEntityTypeConfiguration<OrderDraft>
{
    public void Configure(EntityTypeBuilder<OrderDraft> draft)
    {
        draft.Property(d => d.Id).ValueGeneratedNever();
        draft.Property(d => d.Choice).HasColumnType("jsonb").HasConversion(ChoiceJson.Converter, ChoiceJson.Comparer);
        draft.HasIndex(d => new { d.Person, d.UpdatedAt });
    }
}

internal sealed class OrderTemplateMapping : IEntityTypeConfiguration<OrderTemplate>
{
    public void Configure(EntityTypeBuilder<OrderTemplate> template)
    {
        template.Property(t => t.Id).ValueGeneratedNever();
        template.Property(t => t.Choice).HasColumnType("jsonb").HasConversion(ChoiceJson.Converter, ChoiceJson.Comparer);
        template.HasIndex(t => new { t.GroupName, t.Name }).IsUnique();
    }
}

// Written anew as a whole, never changed in place.
internal static class ChoiceJson
{
    private static readonly JsonSerializerOptions Words = new() { Converters = { new JsonStringEnumConverter() } };

    public static ValueConverter<OrderChoice, string> Converter { get; } = new(c => JsonSerializer.Serialize(c, Words), text => JsonSerializer.Deserialize<OrderChoice>(text, Words)!);

    public static ValueComparer<OrderChoice> Comparer { get; } = new((a, b) => ReferenceEquals(a, b), c => c.Paths.Count, c => c);
}
