using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Server.Access;
using Wellspring.Server.Pages;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Finance;

/// <summary>A member's identity and account for payouts, and what was withheld for them.</summary>
internal static class IdentityPages
{
    private const string DeviceCookie = "ws-device";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("").RequireAuthorization(Policies.Member);
        own.MapGet("/identity", (Visitor visitor, PayeeBook payees) => Show(visitor, payees, null));
        own.MapPost("/identity", Submit);
        own.MapGet("/me/tax", Statement);
    }

    /// <summary>Remembers the browser a payout is asked from: many accounts on one device are looked at.</summary>
    public static void NoteDevice(HttpContext http, string member, PayeeBook payees)
    {
        var device = http.Request.Cookies[DeviceCookie] is { Length: 32 } known ? known : Wellspring.Shop.Ids.Secret();
        http.Response.Cookies.Append(DeviceCookie, device, new CookieOptions
        {
            HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps,
            MaxAge = TimeSpan.FromDays(365), IsEssential = true,
        });
        payees.NoteDevice(member, device);
    }

    private static IResult Show(Visitor visitor, PayeeBook payees, PayeeAnswer? wrong, NewPayee? typed = null) =>
        Page.Of<IdentityPage>(
            new IdentityModel(payees.Own(visitor.Member), payees.Approved(visitor.Member) is not null, wrong, typed),
            wrong is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private static Task<IResult> Submit(HttpContext http, Visitor visitor, PayeeBook payees, PoolGate gate) =>
        Posted.OnceAsync(http, posted =>
        {
            var typed = new NewPayee(
                posted["name"], posted["document"], posted["number"], posted["born"], posted["taxId"],
                posted["channel"], posted["bank"], posted["account"], posted["holder"]);
            var answer = payees.Submit(
                visitor.Member, typed, posted["agree"] == "yes", visitor.IsEnglish, gate.Plan);
            if (answer.IsDone)
            {
                NoteDevice(http, visitor.Member, payees);
            }

            return Task.FromResult(answer.IsDone
                ? Next.To("/identity") : Next.Show(Show(visitor, payees, answer, typed)));
        });

    private static IResult Statement(Visitor visitor, TaxBook taxes, PoolGate gate, PoolClock clock, int? year)
    {
        var now = clock.Now().Plus(gate.Plan.Settings.TimeZone).ToDateTimeOffset().Year;
        var shown = year is >= 2000 and <= 9999 ? year.Value : now;
        return Page.Of<TaxPage>(new TaxModel(shown, now, taxes.Statement(visitor.Member, shown)));
    }

    /// <summary>What the ways of being paid are called.</summary>
    public static Bilingual NameOf(string channel) => channel switch
    {
        Channels.Manual => new("银行卡", "bank account"),
        "wechat" => new("微信", "WeChat"),
        "alipay" => new("支付宝", "Alipay"),
        var other => new(other, other),
    };

    /// <summary>What kinds of income are called.</summary>
    public static Bilingual TypeName(string type) => type switch
    {
        TaxBook.PointSale => new("积分卖出", "sale of points"),
        TaxBook.Reward => new("推荐奖励", "rewards"),
        TaxBook.Refund => new("退款", "refund"),
        TaxBook.Dividend => new("分红", "dividend"),
        TaxBook.Agent => new("代理收入", "agent's income"),
        var other => new(other, other),
    };

    public static string Year(int year) => year.ToString(CultureInfo.InvariantCulture);
}

/// <param name="Own">What the member handed in last.</param>
/// <param name="MayBePaid">Whether an approved identity is in use.</param>
public sealed record IdentityModel(
    (PayeeCard Card, PersonalDetails Details)? Own, bool MayBePaid, PayeeAnswer? Wrong, NewPayee? Typed);

/// <summary>A year's statement of tax.</summary>
public sealed record TaxModel(int Year, int ThisYear, IReadOnlyList<TaxLine> Lines);
