using System.Globalization;
using Portal.Common;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;

namespace Portal.Runs;

/// <summary>What is asked of every run that is started by hand, before its own parameters.</summary>
public static class StartForm
{
    private const string Subject = "subject";
    private const string Scope = "scope";
    private const string Day = "day";
    private const string Time = "time";

    /// <param name="title">What it is called when nobody says otherwise.</param>
    /// <param name="scopes">Where the caller may start work; only asked when there are several.</param>
    public static Form Of(string? title, IReadOnlyList<string> scopes) => new(
    [
        new FormField(Subject, "Subject", "What it is about, as lists show it.", FieldKind.Text, Required: false, [], null, 200, title),
        .. scopes.Count > 1 ? [new FormField(Scope, "Belongs to", "Who may see it and act on it.", FieldKind.Choice, Required: true, scopes, null, null, scopes.Contains(Scopes.Everything) ? Scopes.Everything : null)] : Array.Empty<FormField>(),
        new FormField(Day, "Not before", "A day; empty means at once.", FieldKind.Date, Required: false, [], null, null, null),
        new FormField(Time, "Time of that day", "Like 18:30, where you are; empty means midnight.", FieldKind.Text, Required: false, [], null, null, null),
    ]);

    /// <returns>A sentence when a field needs another look, and says there which; null when all is well.</returns>
    public static string? Check(FormValues about)
    {
        var problems = new Dictionary<string, string>(FormAnswer.Check(about.Form, about.ToJson()).Problems, StringComparer.Ordinal);
        if (about[Time].Trim() is { Length: > 0 } time && !TimeOnly.TryParseExact(time, "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            problems[Time] = "Time of that day must be like 18:30.";
        }
        else if (about[Time].Trim().Length > 0 && about[Day].Length == 0)
        {
            problems[Day] = "Not before needs the day too.";
        }

        about.Refused(problems);
        return problems.Count switch { 0 => null, 1 => "One field needs another look.", var n => $"{n} fields need another look." };
    }

    public static RunStart Read(string workflow, IReadOnlyList<string> scopes, FormValues about, FormValues parameters, PageClock clock) => new(workflow, parameters.ToJson(),
        Subject: about[Subject].Trim() is { Length: > 0 } subject ? subject : null,
        Scope: scopes is [var only] ? only : about[Scope],
        DueAt: Due(about, clock));

    private static DateTimeOffset? Due(FormValues about, PageClock clock)
    {
        if (!DateOnly.TryParseExact(about[Day], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return null;
        }

        _ = TimeOnly.TryParseExact(about[Time].Trim(), "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time);
        var there = day.ToDateTime(time);
        return new DateTimeOffset(there, clock.Zone.GetUtcOffset(there)).ToUniversalTime();
    }
}
