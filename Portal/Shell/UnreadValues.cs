using System.ComponentModel;
using Microsoft.AspNetCore.Http.Metadata;

namespace Portal.Shell;

/// <summary>
/// Handlers written by the compiler answer a value they cannot read with an empty 400 where it may be left out; this finds out which one it was,
/// so that whoever sent it is told.
/// </summary>
internal static class UnreadValues
{
    public static async Task TellAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Response is { StatusCode: StatusCodes.Status400BadRequest, HasStarted: false, ContentType: null } && Sentence(context) is { } sentence)
        {
            throw new BadHttpRequestException(sentence);
        }
    }

    private static string? Sentence(HttpContext context) => (
        from parameter in context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? []
        where parameter.HasTryParse
        let value = context.GetRouteValue(parameter.Name)?.ToString() ?? context.Request.Query[parameter.Name].ToString()
        let type = Nullable.GetUnderlyingType(parameter.ParameterInfo.ParameterType) ?? parameter.ParameterInfo.ParameterType
        where value.Length > 0 && !TypeDescriptor.GetConverter(type).IsValid(value)
        select BadRequestWords.Unread(parameter.Name, value, type.Name)).FirstOrDefault();
}
