using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Server.Pages;
using Wellspring.Server.Pages.Wallet;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Rewards;

namespace Wellspring.Server.Merchants;

/// <summary>A merchant's day, the code customers pay by, and the customers that code brought.</summary>
internal static class TodayPages
{
    private const int MostRewards = 100;

    public static void Map(RouteGroupBuilder desk, RouteGroupBuilder owner)
    {
        desk.MapGet("", TodayAsync);
        desk.MapGet("/qr", Qr);
        owner.MapGet("/customers", async (
            MerchantDesk counter, CustomerLocks locks, RewardReading rewards, PoolGate gate,
            CancellationToken cancellation) => Page.Of<CustomersPage>(new CustomersModel(
                counter, locks.Of(counter.Id), gate.Plan.Rewards.Direct,
                await rewards.OfLockedAsync(counter.Id, MostRewards, cancellation))));
    }

    private static async Task<IResult> TodayAsync(
        MerchantDesk desk, MerchantDays days, SettlementBook settlement, DepositBook deposit, PoolClock clock,
        CancellationToken cancellation)
    {
        var today = days.Today;
        return Page.Of<TodayPage>(new TodayModel(
            desk, days.Of(desk.Id, today), settlement.FiguresOf(desk.Id, today),
            await deposit.StandingAsync(desk.Id, cancellation), clock.Now()));
    }

    private static IResult Qr(MerchantDesk desk, StoreBook stores, Channels channels, string? store, string? amount)
    {
        var open = stores.Of(desk.Id).Where(entry => entry.IsOpen).ToList();
        var chosen = open.FirstOrDefault(entry => entry.Id == store) ?? open.FirstOrDefault();
        var typed = (amount ?? "").Trim();
        Money? preset = Decimals.TryRead(typed, 2, out var fen) && fen > 0 && fen <= Decimals.Limit / Money.UnitsPerFen
            ? Money.FromUnits(fen * Money.UnitsPerFen)
            : null;
        if (chosen is null || !desk.Of.Sells)
        {
            return Page.Of<QrPage>(new QrModel(desk, open, null, null, null, null, false));
        }

        var query = preset is { } wanted ? $"?amount={Decimals.Write(wanted.Units / Money.UnitsPerFen, 2)}" : "";
        var link = new Uri(channels.PublicUrl, $"/s/{chosen.Id}{query}").ToString();
        return Page.Of<QrPage>(new QrModel(
            desk, open, chosen, preset, InvitePages.QrOf(link), link, typed.Length > 0 && preset is null));
    }
}
