using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;

namespace Wellspring.Server.Access;

/// <summary>Reads the session cookie: one for members, another, under the console's path only, for staff.</summary>
internal sealed class SessionHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Sessions sessions,
    ShopDatabase database)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "session";
    private const string MemberCookie = "ws-member";
    private const string StaffCookie = "ws-staff";
    private const string ConsolePath = "/console";

    /// <summary>Logs somebody in on this browser.</summary>
    public static void SignIn(HttpContext http, string kind, string subject, bool secondFactor)
    {
        var (token, life) = http.RequestServices.GetRequiredService<Sessions>().Open(kind, subject, secondFactor);
        http.Response.Cookies.Append(CookieOf(kind), token, OptionsOf(http, life));
    }

    /// <summary>Logs out on this browser; the session is gone, not only its cookie.</summary>
    public static void SignOut(HttpContext http, string kind)
    {
        if (http.Request.Cookies[CookieOf(kind)] is { } token)
        {
            http.RequestServices.GetRequiredService<Sessions>().End(token);
        }

        http.Response.Cookies.Delete(CookieOf(kind), OptionsOf(http, TimeSpan.Zero));
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var kind = Request.Path.StartsWithSegments(ConsolePath) || Request.Path.StartsWithSegments("/_blazor")
            ? Sessions.Staff
            : Sessions.Member;
        return Task.FromResult(
            Request.Cookies[CookieOf(kind)] is { Length: > 0 } token && sessions.Find(token) is { } session
                && session.Kind == kind
                ? AuthenticateResult.Success(new(PrincipalOf(session, token), Name))
                : AuthenticateResult.NoResult());
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (Request.Path.StartsWithSegments(Api.ApiShield.Path))
        {
            // A program is told, not sent to a page.
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        var login = Request.Path.StartsWithSegments(ConsolePath) ? "/console/login" : "/login";
        Response.Redirect($"{login}?next={Uri.EscapeDataString(Request.Path + Request.QueryString)}");
        return Task.CompletedTask;
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private ClaimsPrincipal PrincipalOf(Session session, string token)
    {
        var claims = new List<Claim>
        {
            new(Claims.Kind, session.Kind),
            new(Claims.Subject, session.Subject),
            new(Claims.SecondFactor, session.SecondFactor ? "yes" : "no"),
            new(Claims.Session, Convert.ToHexStringLower(Wellspring.Shop.Ids.HashOf(token))),
        };
        if (session.Kind == Sessions.Staff)
        {
            var roles = database.Read(reader => reader.Text(
                $"SELECT roles FROM staff WHERE id = {session.Subject} AND state = 'active'"));
            claims.AddRange((roles ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(role => new Claim(Claims.Role, role)));
        }
        else
        {
            claims.AddRange(database.Read(reader => reader.All(
                $"SELECT merchant, role FROM merchant_people WHERE member = {session.Subject}",
                row => new Claim(Claims.Merchant, $"{row.Text(0)} {row.Text(1)}"))));
        }

        return new(new ClaimsIdentity(claims, Name, Claims.Subject, Claims.Role));
    }

    private static string CookieOf(string kind) => kind == Sessions.Staff ? StaffCookie : MemberCookie;

    private static CookieOptions OptionsOf(HttpContext http, TimeSpan life) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
        IsEssential = true,
        Path = "/",
        MaxAge = life,
    };
}

/// <summary>What a session says about its person.</summary>
internal static class Claims
{
    public const string Kind = "kind";
    public const string Subject = "sub";
    public const string Role = "role";
    public const string SecondFactor = "2fa";

    /// <summary>The session itself, by the hash of its token: the console asks whether it still lives.</summary>
    public const string Session = "session";

    /// <summary>A merchant's id and the person's role there, one blank between.</summary>
    public const string Merchant = "merchant";

    /// <summary>What an API key may do.</summary>
    public const string Scope = "scope";
}
