using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Wellspring.Core;
using Wellspring.Server.Access;
using Wellspring.Server.Pages;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Malls;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Malls;

/// <summary>The way from a mall to us: its signed link, the consent, what is bound, and unbinding.</summary>
internal static class MallPages
{
    // Carries the signed link through logging in or joining; what it says is checked again every time.
    private const string Cookie = "ws-mall";
    private const string LinkPath = "/malls/link";

    private static readonly Bilingual NotFollowed = new(
        "这不是商城的绑定链接；请从商城重新打开。", "This is not a mall's link; open it again from the mall.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(LinkPath, Follow).AllowAnonymous();
        var own = routes.MapGroup("/me/malls").RequireAuthorization(Policies.Member);
        own.MapGet("", (Visitor visitor, MallBoard board) => Page.Of<MallsPage>(new MallsModel(
            [.. board.All.Select(mall => (
                mall.Connector.Settings.Name, mall.Connector.UserOf(visitor.Member)))])));
        own.MapPost("", (HttpContext http, Desk desk) =>
            Posted.OnceAsync(http, posted => BindAsync(http, desk, posted)));
        own.MapPost("/{name}/unbind", (string name, HttpContext http, Desk desk) =>
            Posted.OnceAsync(http, _ => Task.FromResult(Unbind(name, desk))));
    }

    /// <summary>Where somebody goes on who came from a mall and has just joined; null for everybody else.</summary>
    public static string? Waiting(HttpContext http) => http.Request.Cookies[Cookie] is null ? null : LinkPath;

    private static IResult Follow(HttpContext http, Desk desk)
    {
        var (link, mall, refusal) = Read(http, desk, out var query);
        if (refusal is { } sentence)
        {
            if (mall is not null)
            {
                desk.Database.Write(transaction => Audit.Note(
                    transaction, desk.Clock.WallNow(), "anonymous", "mall-link.refused", link!.Mall, sentence.En));
            }

            http.Response.Cookies.Delete(Cookie);
            return Page.Of<MallLinkPage>(
                new MallLinkModel(null, null, false, sentence), StatusCodes.Status403Forbidden);
        }

        http.Response.Cookies.Append(Cookie, query, new CookieOptions
        {
            HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, IsEssential = true,
            MaxAge = TimeSpan.FromMilliseconds(link!.Expires.Milliseconds - desk.Clock.WallNow().Milliseconds),
        });
        return Page.Of<MallLinkPage>(Model(desk, link, mall!, null));
    }

    private static async Task<Next> BindAsync(HttpContext http, Desk desk, Posted posted)
    {
        var (link, mall, refusal) = Read(http, desk, out _);
        if (refusal is { } sentence)
        {
            return Next.Show(Page.Of<MallLinkPage>(
                new MallLinkModel(null, null, false, sentence), StatusCodes.Status403Forbidden));
        }

        if (posted["agree"] != "yes")
        {
            return Show(desk, link!, mall!, new(
                "须由您本人勾选，才会绑定。", "It is bound only if you tick this yourself."));
        }

        var refused = await mall!.Connector.LinkAsync(
            link!, desk.Visitor.Member, posted["english"] == "yes", http.RequestAborted);
        if (refused is { } why)
        {
            return Show(desk, link!, mall, why);
        }

        http.Response.Cookies.Delete(Cookie);
        return Next.To("/me/malls");
    }

    private static Next Unbind(string name, Desk desk)
    {
        if (desk.Board.Find(name) is not { } mall)
        {
            return Next.Show(Results.NotFound());
        }

        mall.Connector.Unlink(desk.Visitor.Member);
        return Next.To("/me/malls");
    }

    private static Next Show(Desk desk, MallLink link, ConnectedMall mall, Bilingual mistake) => Next.Show(
        Page.Of<MallLinkPage>(Model(desk, link, mall, mistake), StatusCodes.Status422UnprocessableEntity));

    private static MallLinkModel Model(Desk desk, MallLink link, ConnectedMall mall, Bilingual? mistake) => new(
        link, MallConsent.Text(link),
        desk.Visitor.MemberId is { } member && mall.Connector.MemberOf(link.User) == member, mistake);

    // From the address, or, after logging in or joining, from the cookie.
    private static (MallLink? Link, ConnectedMall? Mall, Bilingual? Refusal) Read(
        HttpContext http, Desk desk, out string query)
    {
        query = http.Request.Query.ContainsKey("signature")
            ? http.Request.QueryString.ToString()
            : http.Request.Cookies[Cookie] ?? "";
        var parts = query.Length <= 500 ? QueryHelpers.ParseQuery(query) : [];
        var link = MallLink.Read(Part("mall"), Part("user"), Part("expires"));
        var mall = desk.Board.Find(link?.Mall);
        return link is null || mall is null
            ? (link, null, NotFollowed)
            : (link, mall, link.Refusal(mall.Connector.Settings, Part("signature"), desk.Clock.WallNow()));

        string? Part(string name) => parts.TryGetValue(name, out var values) ? values.ToString() : null;
    }

    /// <summary>What these pages work with.</summary>
    internal sealed record Desk(MallBoard Board, ShopDatabase Database, PoolClock Clock, Visitor Visitor);
}

/// <summary>A mall's link as its page shows it.</summary>
/// <param name="Text">What is agreed to; null where the link is not to be followed.</param>
public sealed record MallLinkModel(
    MallLink? Link, Wellspring.Shop.Members.Disclosures.DisclosureText? Text, bool IsBound, Bilingual? Mistake);

/// <summary>The malls and the account of each that a member has bound.</summary>
public sealed record MallsModel(IReadOnlyList<(string Mall, string? User)> Malls);
