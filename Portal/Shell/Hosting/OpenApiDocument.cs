using Microsoft.OpenApi;
using Portal.Shell.Idempotency;

namespace Portal.Shell.Hosting;

/// <summary>The document at <c>/openapi/v1.json</c>, and the page at <c>/openapi</c> that shows it and lets one try it.</summary>
internal static class OpenApiDocument
{
    private const string Bearer = "API key";

    public static void AddOpenApiDocument(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Data portal";
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
            document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "portal_…" };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (HttpMethods.IsPost(context.Description.HttpMethod ?? ""))
            {
                operation.Parameters ??= [];
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = IdempotencyKeys.Header,
                    In = ParameterLocation.Header,
                    Description = "Chosen by the caller: the same request with the same key is carried out once and answered alike for 24 hours.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                });
            }

            return Task.CompletedTask;
        });
    });

    public static void MapOpenApiDocument(this WebApplication app)
    {
        app.MapOpenApi();
        app.MapSwaggerUI("openapi", o =>
        {
            o.DocumentTitle = "API · Data portal";
            o.SwaggerEndpoint("/openapi/v1.json", "v1");
        });
    }
}
