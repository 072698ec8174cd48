using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Server.Access;
using Wellspring.Server.Pages;
using Wellspring.Shop.Access;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Console.Login;

/// <summary>
/// The way into the console and out of it: password, code, invitation, new second factor. Plain pages.
/// </summary>
internal static class LoginPages
{
    private const string Cookie = "ws-login";
    private const string CookiePath = "/console/login";
    private const string Home = "/console";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("/console").AllowAnonymous();
        open.MapGet("/login", (string? next) => Page.Of<LoginPage>(new LoginModel(null, OwnAddress(next))));
        open.MapPost("/login", (HttpContext http, StaffLogin login) => Posted.OnceAsync(
            http, posted => Task.FromResult(TakePassword(http, posted, login))));
        open.MapGet("/login/code", (string? next) => Page.Of<CodePage>(new LoginModel(null, OwnAddress(next))));
        open.MapPost("/login/code", (HttpContext http, StaffLogin login) => Posted.OnceAsync(
            http, posted => Task.FromResult(TakeCode(http, posted, login))));
        open.MapGet("/logout", () => Page.Of<LogoutPage>());
        open.MapPost("/logout", (HttpContext http, Sessions _) => Posted.OnceAsync(
            http, _ => Task.FromResult(Leave(http))));
        open.MapGet("/invited", (string? token, StaffBook staff) => ShowLink(staff, Links.Invite, token ?? "", null));
        open.MapPost("/invited", (HttpContext http, StaffBook staff) => Posted.OnceAsync(
            http, posted => Task.FromResult(TakeInvited(posted, staff))));
        open.MapGet("/enrol", (string? token, StaffBook staff) => ShowLink(staff, Links.Enrol, token ?? "", null));
        open.MapPost("/enrol", (HttpContext http, StaffBook staff) => Posted.OnceAsync(
            http, posted => Task.FromResult(TakeEnrol(posted, staff))));
    }

    private static Next TakePassword(HttpContext http, Posted posted, StaffLogin login)
    {
        var next = OwnAddress(posted["next"]);
        var address = http.Connection.RemoteIpAddress?.ToString() ?? "";
        var step = login.Start(posted["mail"], http.Request.Form["password"].ToString(), address);
        if (step.Token is not { } token)
        {
            var mistake = step.IsLocked
                ? new Bilingual("尝试次数太多,请 15 分钟后再试。", "Too many tries; wait 15 minutes.")
                : new("邮箱或密码不对。", "The mail address or the password is wrong.");
            return Next.Show(Page.Of<LoginPage>(
                new LoginModel(mistake, next) { Mail = posted["mail"] },
                step.IsLocked ? StatusCodes.Status429TooManyRequests : StatusCodes.Status422UnprocessableEntity));
        }

        http.Response.Cookies.Append(Cookie, token, new()
        {
            HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = http.Request.IsHttps, IsEssential = true,
            Path = CookiePath, MaxAge = TimeSpan.FromMinutes(5),
        });
        return Next.To("/console/login/code?next=" + Uri.EscapeDataString(next));
    }

    private static Next TakeCode(HttpContext http, Posted posted, StaffLogin login)
    {
        var next = OwnAddress(posted["next"]);
        if (login.Finish(http.Request.Cookies[Cookie] ?? "", posted["code"]) is not { } staff)
        {
            return Next.Show(Page.Of<CodePage>(
                new LoginModel(new("动态码不对、已经用过,或等得太久。请用最新的一个;多次不对就重新登录。",
                    "The code is wrong, was used before, or came too late. Take the newest one; "
                    + "if it fails again, log in anew."), next),
                StatusCodes.Status422UnprocessableEntity));
        }

        http.Response.Cookies.Delete(Cookie, new() { Path = CookiePath });
        SessionHandler.SignIn(http, Sessions.Staff, staff, secondFactor: true);
        return Next.To(next);
    }

    private static Next Leave(HttpContext http)
    {
        SessionHandler.SignOut(http, Sessions.Staff);
        return Next.To("/console/login");
    }

    private static Next TakeInvited(Posted posted, StaffBook staff)
    {
        var token = posted["token"];
        if (posted["code"].Length > 0)
        {
            return Confirm(staff, Links.Invite, token, posted["code"]);
        }

        var answer = posted["password"] == posted["again"]
            ? staff.Accept(token, posted["password"], posted["document"])
            : StaffAnswer.Refuse("两次输入的密码不一致。", "The two passwords differ.");
        return answer.IsDone
            ? Next.To("/console/invited?token=" + Uri.EscapeDataString(token))
            : Next.Show(ShowLink(staff, Links.Invite, token, answer.Mistake));
    }

    private static Next TakeEnrol(Posted posted, StaffBook staff)
    {
        var token = posted["token"];
        if (posted["code"].Length > 0)
        {
            return Confirm(staff, Links.Enrol, token, posted["code"]);
        }

        var answer = staff.Reenrol(token, posted["password"]);
        return answer.IsDone
            ? Next.To("/console/enrol?token=" + Uri.EscapeDataString(token))
            : Next.Show(ShowLink(staff, Links.Enrol, token, answer.Mistake));
    }

    private static Next Confirm(StaffBook staff, string kind, string token, string code)
    {
        var answer = staff.Confirm(kind, token, code);
        return answer.IsDone ? Next.To("/console/login") : Next.Show(ShowLink(staff, kind, token, answer.Mistake));
    }

    private static IResult ShowLink(StaffBook staff, string kind, string token, Bilingual? mistake)
    {
        var known = staff.Invited(kind, token);
        return Page.Of<EnrolPage>(
            new EnrolModel(kind, token, known, known is null ? null : staff.PendingSecret(kind, token), mistake),
            known is null ? StatusCodes.Status403Forbidden
            : mistake is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    // Back to a page of the console and nowhere else.
    private static string OwnAddress(string? next) =>
        next is not null && (next == Home || next.StartsWith(Home + "/", StringComparison.Ordinal))
        && !next.Contains("..", StringComparison.Ordinal) && !next.Contains('\\', StringComparison.Ordinal)
        && !next.StartsWith("/console/log", StringComparison.Ordinal)
            ? next
            : Home;
}

/// <summary>What a login page shows: why the last try failed, and where to go afterwards.</summary>
public sealed record LoginModel(Bilingual? Mistake, string Next)
{
    public string Mail { get; init; } = "";
}

/// <summary>The steps behind an invitation or a reset.</summary>
/// <param name="Kind">An invitation or a new second factor.</param>
/// <param name="Secret">Set once the first step is done.</param>
public sealed record EnrolModel(string Kind, string Token, StaffMember? Known, byte[]? Secret, Bilingual? Mistake);
