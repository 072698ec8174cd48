using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Wellspring.Server.Api;

/// <summary>The API's own description, OpenAPI 3.1 at <c>/v1/openapi.json</c>.</summary>
internal static class ApiDocument
{
    private const string Scheme = "key";

    public static void Describe(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = described =>
            described.RelativePath?.StartsWith("v1/", StringComparison.Ordinal) ?? false;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "Wellspring 涌泉",
                Version = "v1",
                Description = "Amounts and points are decimal strings; positions are journal records. "
                    + "Errors are problem details (RFC 9457) with a stable code. See docs/reference/api.md.",
            };
            // The address it is read from is the address it is served at.
            document.Servers = [new() { Url = "/" }];
            document.Components ??= new();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Scheme] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key with scopes.",
                },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            // Each requirement is a way in; a key needs one of the scopes.
            operation.Security =
            [
                .. context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>()
                    .SelectMany(data => ApiPolicies.ScopesOf(data.Policy ?? ""))
                    .Select(scope => new OpenApiSecurityRequirement
                    {
                        [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [scope],
                    }),
            ];
            return Task.CompletedTask;
        });
    }
}
