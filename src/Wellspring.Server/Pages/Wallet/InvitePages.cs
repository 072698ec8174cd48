using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using QRCoder;
using Wellspring.Server.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Wallets;
using Wellspring.Storage;

namespace Wellspring.Server.Pages.Wallet;

/// <summary>A member's own link and QR code, what it brought, and the door it opens.</summary>
internal static class InvitePages
{
    public const string ReferralCookie = "ws-ref";
    private const int Modules = 6;
    private const int MostRows = 200;

    public static void Map(IEndpointRouteBuilder routes, RouteGroupBuilder pages)
    {
        pages.MapGet("/invite", InviteAsync);
        pages.MapGet("/rewards", InviteAsync);
        routes.MapGet("/r/{code}", Enter).AllowAnonymous();
    }

    // First touch: the link is remembered, and counts only when the visitor joins and agrees.
    private static IResult Enter(string code, HttpContext http)
    {
        if (code.Length is > 0 and <= 32 && code.All(char.IsAsciiLetterOrDigit)
            && http.Request.Cookies[ReferralCookie] is null)
        {
            http.Response.Cookies.Append(ReferralCookie, code, new CookieOptions
            {
                HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps,
                MaxAge = TimeSpan.FromDays(30), IsEssential = true,
            });
        }

        return Results.LocalRedirect("/join");
    }

    private static async Task<IResult> InviteAsync(
        Visitor visitor, ShopDatabase database, Channels channels, MemberMoney money, ViewStore views, PoolGate gate,
        CancellationToken cancellation)
    {
        var (code, referred) = database.Read(reader => (
            reader.Text($"SELECT referral_code FROM members WHERE id = {visitor.Member}") ?? "",
            reader.Number($"SELECT count(*) FROM members WHERE referrer = {visitor.Member}") ?? 0));
        var link = new Uri(channels.PublicUrl, "/r/" + code);
        var holding = await money.OfAsync(visitor.Member, cancellation);
        var rewards = views.StatementOf(holding.Balance.Number, MostRows)
            .Where(row => row.Line.What is "reward" or "reward-returned").ToList();
        return Page.Of<InvitePage>(new InviteModel(
            code, link, QrOf(link.ToString()), rewards, (int)referred, gate.Plan, holding));
    }

    /// <summary>A QR code as an SVG picture without a style of its own.</summary>
    public static string QrOf(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var drawn = new SvgQRCode(code);
        return drawn.GetGraphic(Modules);
    }
}
