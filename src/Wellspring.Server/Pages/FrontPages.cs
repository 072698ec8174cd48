using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Server.Access;
using Wellspring.Shop.Members.Disclosures;

namespace Wellspring.Server.Pages;

/// <summary>What everybody may see: the front page, the choice of language.</summary>
internal static class FrontPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("").AllowAnonymous();
        open.MapGet("/", async (DisclosureFigures figures, CancellationToken cancellation) =>
            Page.Of<FrontPage>(await figures.ReadAsync(cancellation)));
        open.MapGet("/language", ChooseLanguage);
    }

    private static IResult ChooseLanguage(HttpContext http, string? to, string? back)
    {
        http.Response.Cookies.Append(
            Visitor.LanguageCookie, to == "en" ? "en" : "zh",
            new CookieOptions { SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(365), IsEssential = true });

        // Only to an address of our own.
        return Results.LocalRedirect(back is ['/', ..] and not ['/', '/' or '\\', ..] ? back : "/");
    }
}
