using System.Globalization;
using Microsoft.AspNetCore.Http;
using Portal.Sandbox.Faults;

namespace Portal.Sandbox.Control;

/// <summary>A fault as the page's plain forms send it: the same names as in JSON, empty means left out.</summary>
internal static class FaultForm
{
    public static Fault Read(IFormCollection form)
    {
        if (!Enum.TryParse<FaultKind>(form["kind"], ignoreCase: true, out var kind))
        {
            throw new InvalidDataException($"\"{form["kind"]}\" is no kind of fault. Known: {string.Join(", ", Enum.GetNames<FaultKind>())}.");
        }

        var fault = new Fault { Kind = kind };
        return fault with
        {
            Service = Text(form, "service") ?? fault.Service,
            Method = Text(form, "method"),
            Path = Text(form, "path"),
            Times = Number(form, "times"),
            AfterWrites = Number(form, "afterWrites") ?? fault.AfterWrites,
            Status = Number(form, "status"),
            DelayMilliseconds = Number(form, "delayMilliseconds") ?? fault.DelayMilliseconds,
            RetryAfterSeconds = Number(form, "retryAfterSeconds") ?? fault.RetryAfterSeconds,
            ExternalId = Text(form, "externalId"),
        };
    }

    private static string? Text(IFormCollection form, string name) => form[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    private static int? Number(IFormCollection form, string name) => Text(form, name) is not { } text ? null
        : int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number
        : throw new InvalidDataException($"{name} is a whole number, not \"{text}\".");
}
