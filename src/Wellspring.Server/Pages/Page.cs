using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Wellspring.Server.Pages;

/// <summary>A page as an answer: one component, rendered on the server, with the model it shows.</summary>
internal static class Page
{
    /// <summary>Renders <typeparamref name="TPage"/> with its parameter <c>Model</c>.</summary>
    public static RazorComponentResult Of<TPage>(object model, int status = StatusCodes.Status200OK)
        where TPage : IComponent =>
        new(typeof(TPage), new Dictionary<string, object?> { ["Model"] = model })
        {
            StatusCode = status, PreventStreamingRendering = true,
        };

    /// <summary>Renders a page that needs no model.</summary>
    public static RazorComponentResult Of<TPage>(int status = StatusCodes.Status200OK)
        where TPage : IComponent =>
        new(typeof(TPage), new Dictionary<string, object?>()) { StatusCode = status, PreventStreamingRendering = true };
}
