using System.Text.Json;
using System.Text.RegularExpressions;

namespace Portal.Shell;

/// <summary>What the framework could not read of a request, in words for whoever sent it.</summary>
internal static partial class BadRequestWords
{
    public static string Of(BadHttpRequestException refused) => refused.InnerException switch
    {
        JsonException e => $"The body cannot be read{(e.Path is { Length: > 1 } path ? $" at {path}" : "")}{(e.LineNumber is { } line ? $" (line {line + 1}, character {e.BytePositionInLine + 1})" : "")}. What is expected stands in /openapi/v1.json.",
        _ => Unread().Match(refused.Message) is { Success: true } unread ? $"{unread.Groups["name"].Value} is “{unread.Groups["value"].Value}”, which is no {Kind(unread.Groups["type"].Value)}."
            : Missing().Match(refused.Message) is { Success: true } missing ? $"{missing.Groups["name"].Value} is missing."
            : refused.Message,
    };

    // As C# writes them, with or without Nullable<…> around.
    private static string Kind(string type) => type.Replace("Nullable<", "").TrimEnd('>', '?') switch
    {
        "int" or "long" => "whole number",
        "double" or "decimal" => "number",
        "bool" => "true or false",
        "DateOnly" or "DateTimeOffset" => "date",
        "Guid" => "id",
        _ => "value it can have",
    };

    [GeneratedRegex("^Failed to bind parameter \"(?<type>.+) (?<name>[^ ]+)\" from \"(?<value>.*)\"\\.$", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Unread();

    [GeneratedRegex("^(Required parameter|Implicit body inferred for parameter) \"(?<type>.+) (?<name>[^ ]+)\" was not provided", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Missing();
}
