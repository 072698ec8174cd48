using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Members;

/// <summary>An order of the pool alone, for tests that need points and no shop.</summary>
internal static class Buying
{
    /// <summary>Places, delivers and finalises an order of so many yuan, so that its points exist.</summary>
    public static async Task BuyAsync(this RunningServer server, string member, string yuan)
    {
        var order = await server.PlaceAsync(member, yuan);
        await server.Get<PoolGate>().SubmitAsync(
            new PoolCommand.DeliverOrder("deliver." + order, server.Get<PoolClock>().Now(), order),
            CancellationToken.None);
        await server.PassAsync(TimeSpan.FromDays(8));
    }

    /// <summary>Places an order that is not final yet.</summary>
    public static async Task<string> PlaceAsync(this RunningServer server, string member, string yuan)
    {
        Assert.True(Decimals.TryRead(yuan, Money.Decimals, out var units));
        var order = Wellspring.Shop.Ids.New("o");
        var answer = await server.Get<PoolGate>().SubmitAsync(
            new PoolCommand.PlaceOrder(
                "place." + order, server.Get<PoolClock>().Now(), order, member, "mt-test", Money.FromUnits(units), null,
                []),
            CancellationToken.None);
        Assert.IsType<PoolEvent.OrderPlaced>(answer.Record.Event);
        return order;
    }
}
