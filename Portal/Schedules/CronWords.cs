using System.Globalization;

namespace Portal.Schedules;

/// <summary>Quartz's cron in plain English, for the shapes schedules have; anything else is shown as it is.</summary>
public static class CronWords
{
    private static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    public static string Say(string cron)
    {
        if (cron.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not ["0", var minute, var hour, var day, var month, var weekday, ..] || month != "*")
        {
            return cron;
        }

        var often = (day, weekday) is ("*" or "?", "*" or "?") ? Often(minute, hour) : null;
        return often ?? (Time(minute, hour) is { } time && On(day, weekday) is { } on ? $"{on} at {time} UTC" : cron);
    }

    private static string? Often(string minute, string hour) => (minute, hour) switch
    {
        ("*", "*") => "every minute",
        ("0", "*") => "every hour",
        (_, "*") when Step(minute) is { } step => $"every {step} minutes",
        (_, "*") when Number(minute) is { } past => $"every hour at {past} min past",
        (_, _) when Step(hour) is { } step && Number(minute) is 0 => $"every {step} hours",
        (_, _) when Step(hour) is { } step && Number(minute) is { } past => $"every {step} hours at {past} min past",
        _ => null,
    };

    private static string? On(string day, string weekday) => (day, weekday) switch
    {
        ("*" or "?", "*" or "?") => "every day",
        ("L", "?") => "on the last day of each month",
        (_, "?") when Number(day) is { } number => $"on the {Ordinal(number)} of each month",
        ("?" or "*", _) when weekday.Split('-') is [var from, var to] && Day(from) is { } first && Day(to) is { } last => $"{first} to {last}",
        ("?" or "*", _) when weekday.Split(',').Select(Day).ToList() is var days && days.TrueForAll(d => d is not null) =>
            days.Count == 1 ? $"every {days[0]}" : $"every {string.Join(", ", days[..^1])} and {days[^1]}",
        _ => null,
    };

    private static string? Time(string minute, string hour) => Number(minute) is { } m && Number(hour) is { } h ? $"{h:00}:{m:00}" : null;

    private static int? Step(string field) =>
        field.Split('/') is ["0" or "*", var step] && Number(step) is > 1 and var every ? every : null;

    private static string? Day(string name)
    {
        var at = Array.IndexOf(Days, name.ToUpperInvariant());
        return at < 0 ? null : ((DayOfWeek)at).ToString();
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Ordinal(int number) => (number % 100, number % 10) switch
    {
        (11 or 12 or 13, _) => $"{number}th",
        (_, 1) => $"{number}st",
        (_, 2) => $"{number}nd",
        (_, 3) => $"{number}rd",
        _ => $"{number}th",
    };
}
