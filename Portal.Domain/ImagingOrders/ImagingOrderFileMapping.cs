using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Domain.ImagingOrders;

internal sealed class ImagingOrderFileMapping : IEntityTypeConfiguration<ImagingOrderFile>
{
    public void Configure(EntityTypeBuilder<ImagingOrderFile> file)
    {
        file.HasKey(f => new { f.OrderId, f.Position });
        file.Property(f => f.State).HasConversion<string>().HasMaxLength(20);
        Json(file.Property(f => f.Objects));
        Json(file.Property(f => f.Filesets));
        file.Ignore(f => f.IsOver);
        file.HasOne<ImagingOrder>().WithMany().HasForeignKey(f => f.OrderId);
        file.HasIndex(f => f.Path);
    }

    private static void Json<T>(PropertyBuilder<IReadOnlyList<T>> list) => list.HasColumnType("jsonb").HasConversion(
        l => JsonSerializer.Serialize(l, JsonSerializerOptions.Default),
        text => JsonSerializer.Deserialize<List<T>>(text, JsonSerializerOptions.Default)!,
        new ValueComparer<IReadOnlyList<T>>((a, b) => a!.SequenceEqual(b!), l => l.Count, l => l));
}
