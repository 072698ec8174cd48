using System.Net;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Wallets;

/// <summary>A member who is logged in, put there without the join pages, and orders that became final.</summary>
internal static class Purse
{
    public static Walker VisitAs(this RunningServer server, string member)
    {
        var now = Instant.From(server.Wall.GetUtcNow());
        server.Get<ShopDatabase>().Write(transaction => transaction.Execute($"""
            INSERT INTO members (id, state, language, referral_code, joined_at, origin)
            VALUES ({member}, 'active', 'zh', {"ref" + member.Replace("-", "")}, {now}, 'test') ON CONFLICT DO NOTHING
            """));
        var (token, _) = server.Get<Sessions>().Open(Sessions.Member, member, secondFactor: false);
        var walker = server.Visit();
        walker.Cookies.Add(new Cookie("ws-member", token, "/", "127.0.0.1"));
        return walker;
    }

    /// <summary>An order of 1000 yuan at 20 % commission, paid and delivered, and its return window over.</summary>
    public static async Task BuyAsync(this RunningServer server, string order, string member, long yuan = 1000)
    {
        var (gate, at) = (server.Get<PoolGate>(), Instant.From(server.Wall.GetUtcNow()));
        var answers = await gate.SubmitAsync(
            [
                new PoolCommand.PlaceOrder(
                    $"place.{order}", at, order, member, "shop", Money.FromYuan(yuan), null, []),
                new PoolCommand.DeliverOrder($"deliver.{order}", at, order),
            ],
            CancellationToken.None);
        Assert.All(answers, answer => Assert.Equal(Refusal.None, answer.Reason));
        await server.PassAsync(TimeSpan.FromDays(8));
    }
}
