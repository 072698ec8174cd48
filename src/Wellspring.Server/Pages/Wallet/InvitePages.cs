using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using QRCoder;
using Wellspring.Server.Access;
using Wellspring.Server.Members;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Rewards;

namespace Wellspring.Server.Pages.Wallet;

/// <summary>The door that an invitation opens, and codes as pictures.</summary>
internal static class InvitePages
{
    private const int Modules = 6;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/r/{code}", Enter).AllowAnonymous();

    // The link is remembered, and counts only when the visitor joins, or confirms as a member, and agrees.
    private static IResult Enter(string code, HttpContext http, PoolGate gate, Visitor visitor)
    {
        if (code.Length is 0 or > 32 || !code.All(char.IsAsciiLetterOrDigit))
        {
            return Results.LocalRedirect("/join");
        }

        if (visitor.MemberId is not null)
        {
            return Results.LocalRedirect("/me/referrer?code=" + code);
        }

        JoinPages.Remember(http, code, Referrals.LastTouchWins(gate.Plan));
        return Results.LocalRedirect("/join");
    }

    /// <summary>A QR code as an SVG picture without a style of its own.</summary>
    public static string QrOf(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var drawn = new SvgQRCode(code);
        return drawn.GetGraphic(Modules);
    }
}
