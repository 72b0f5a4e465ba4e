using System.Globalization;

namespace Portal.ImagingOrders;

/// <summary>A time as a form has it: without a zone, meant in that of whoever looks at the page.</summary>
public static class LocalTime
{
    private const string Format = "yyyy-MM-ddTHH:mm";

    /// <returns>Null where nothing is said.</returns>
    /// <exception cref="Portal.Domain.RuleException">Clocks skip that time.</exception>
    public static DateTimeOffset? Read(string? text, TimeZoneInfo zone)
    {
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
        {
            return null;
        }

        return zone.IsInvalidTime(at) ? throw new Portal.Domain.RuleException("no-such-time", $"There is no {at:HH:mm} on {at:d MMM} in {zone.Id}: clocks go forward over it. Choose another time.", 400)
            : new DateTimeOffset(at, zone.GetUtcOffset(at)).ToUniversalTime();
    }

    public static string? Write(DateTimeOffset? at, TimeZoneInfo zone) => at is { } time ? TimeZoneInfo.ConvertTime(time, zone).ToString(Format, CultureInfo.InvariantCulture) : null;
}
