using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Server.Access;
using Wellspring.Server.Pages;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Rewards;

namespace Wellspring.Server.Rewards;

/// <summary>A member's own referrer: who it is, what it earns, how to leave, how to name one.</summary>
internal static class ReferrerPages
{
    private const int CodeLimit = 32;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/me/referrer").RequireAuthorization(Policies.Member);
        own.MapGet("", (string? code, Desk desk, CancellationToken cancellation) =>
            ShowAsync(desk, Typed(code), null, cancellation));
        own.MapPost("", BindAsync);
        own.MapPost("/leave", LeaveAsync);
    }

    /// <summary>A code as people copy it: blanks around it do not count.</summary>
    public static string? Typed(string? code) => code?.Trim() is { Length: > 0 and <= CodeLimit } text ? text : null;

    private static Task<IResult> BindAsync(HttpContext http, Desk desk) => Posted.OnceAsync(http, async posted =>
    {
        var (member, code) = (desk.Visitor.Member, Typed(posted["code"]));
        var wrong = posted["agree"] != "yes"
            ? new Bilingual("须由您本人勾选，才会绑定。", "You are bound only if you tick this yourself.")
            : desk.Database.Read(reader => Referrals.Obstacle(reader, member, code));
        if (wrong is null)
        {
            var id = posted.Id("bind");
            desk.Database.Write(transaction =>
            {
                if (Referrals.Find(transaction, code) is { } inviter)
                {
                    Referrals.Ask(transaction, id, member, inviter,
                        posted["how"] == Touches.Link ? Touches.Link : Touches.Code, desk.Clock.Now());
                }
            });
            await desk.Flow.RunAsync(http.RequestAborted);
            wrong = desk.Database.Read(reader => Referrals.RefusalOf(reader, id));
        }

        return wrong is null
            ? Next.To("/me/referrer")
            : Next.Show(await ShowAsync(desk, code, wrong, http.RequestAborted));
    });

    private static Task<IResult> LeaveAsync(HttpContext http, Desk desk) => Posted.OnceAsync(http, async posted =>
    {
        desk.Database.Write(transaction => Referrals.Leave(
            transaction, posted.Id("unbind"), desk.Visitor.Member, desk.Clock.Now()));
        await desk.Flow.RunAsync(http.RequestAborted);
        return Next.To("/me/referrer");
    });

    private static async Task<IResult> ShowAsync(
        Desk desk, string? code, Bilingual? wrong, CancellationToken cancellation)
    {
        var me = desk.Visitor.Member;
        var until = await desk.Pool.ReadAsync(
            pool => pool.Pool.Member(pool.Names.Find(me)).ReferrerUntil, cancellation);
        var model = desk.Database.Read(reader =>
        {
            var own = MemberBook.Find(reader, me)!;
            var referrer = own.Referrer is null ? null : MemberBook.Find(reader, own.Referrer)?.MaskedName ?? "**";
            var since = reader.Number(
                $"SELECT bound_at FROM referrals WHERE member = {me} AND state = 'bound'") is { } at
                ? new Instant(at)
                : (Instant?)null;
            var obstacle = code is null ? null : Referrals.Obstacle(reader, me, code);
            var inviter = obstacle is null ? Referrals.Find(reader, code) : null;
            wrong ??= obstacle;
            return new ReferrerModel(desk.Pool.Plan, referrer, since, until, code)
            {
                Inviter = inviter?.Member.MaskedName, Wrong = wrong,
                MayName = referrer is null || MayReplace(desk.Pool.Plan, until, desk.Clock.Now()),
            };
        });
        return Page.Of<ReferrerPage>(
            model, wrong is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static bool MayReplace(Plan plan, Instant? until, Instant now) => plan.Rewards.Binding.Mode switch
    {
        BindingMode.Override => true,
        BindingMode.Validity => until <= now,
        _ => false,
    };

    /// <summary>What the page of one's referrer works with.</summary>
    internal sealed record Desk(ShopDatabase Database, PoolGate Pool, PoolFlow Flow, PoolClock Clock, Visitor Visitor);
}

/// <summary>A member's referrer as its page shows it.</summary>
/// <param name="Referrer">Masked; null for nobody.</param>
/// <param name="Until">When the binding stops earning; null where it does not run out.</param>
/// <param name="Code">What was typed or followed.</param>
public sealed record ReferrerModel(Plan Plan, string? Referrer, Instant? Since, Instant? Until, string? Code)
{
    /// <summary>Whose code it is, masked; null where nobody's.</summary>
    public string? Inviter { get; init; }

    /// <summary>Whether another referrer may be named now.</summary>
    public bool MayName { get; init; }

    public Bilingual? Wrong { get; init; }
}
