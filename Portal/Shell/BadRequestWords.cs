using System.Text.Json;
using System.Text.RegularExpressions;

namespace Portal.Shell;

/// <summary>What the framework could not read of a request, in words for whoever sent it.</summary>
internal static partial class BadRequestWords
{
    public static string Of(BadHttpRequestException refused) => refused.InnerException switch
    {
        JsonException e => $"The body cannot be read{(e.Path is { Length: > 1 } path ? $" at {path}" : "")}{(e.LineNumber is { } line ? $" (line {line + 1}, character {e.BytePositionInLine + 1})" : "")}. What is expected stands in /openapi/v1.json.",
        _ => Failed().Match(refused.Message) is { Success: true } failed ? Unread(failed.Groups["name"].Value, failed.Groups["value"].Value, failed.Groups["type"].Value)
            : Missing().Match(refused.Message) is { Success: true } missing ? $"{missing.Groups["name"].Value} is missing."
            : refused.Message,
    };

    /// <param name="type">As C# or .NET calls it.</param>
    public static string Unread(string name, string value, string type) => $"{name} is “{value}”, which is no {Kind(type)}.";

    // With or without Nullable<…> around.
    private static string Kind(string type) => type.Replace("Nullable<", "").TrimEnd('>', '?') switch
    {
        "int" or "long" or nameof(Int32) or nameof(Int64) => "whole number",
        "double" or "decimal" or nameof(Double) or nameof(Decimal) => "number",
        "bool" or nameof(Boolean) => "true or false",
        "DateOnly" or "DateTimeOffset" => "date",
        "Guid" => "id",
        _ => "value it can have",
    };

    [GeneratedRegex("^Failed to bind parameter \"(?<type>.+) (?<name>[^ ]+)\" from \"(?<value>.*)\"\\.$", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Failed();

    [GeneratedRegex("^(Required parameter|Implicit body inferred for parameter) \"(?<type>.+) (?<name>[^ ]+)\" was not provided", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Missing();
}
