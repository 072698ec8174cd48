using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Rewards;

namespace Wellspring.Server.Tests.Rewards;

/// <summary>A sandbox with the whole reward set, and the people of the golden sheet: pool-rules 9.</summary>
internal static class RewardTown
{
    /// <summary>0.3 and 0.2 % up the tree, 0.5 % for who brought the shop in, 0.1 / 0.2 / 0.3 % for agents.</summary>
    public const string Plan = """
        {
          "id": "reward-town", "version": 1, "name": { "zh": "奖励小镇", "en": "Reward town" }, "operator": "Test",
          "profile": "sandbox", "timeZone": "+08:00",
          "pool": { "startPrice": "1", "float": "100", "mintRatio": "70%", "splitAt": "1000" },
          "split": { "commission": "20%", "platform": "2%", "rewardBudget": "2%", "unassignedRewards": "platform" },
          "selling": { "enabled": true, "retention": "20%" },
          "redeeming": { "enabled": true, "redeemRate": "100%" },
          "cap": { "multiple": "1.2", "mode": "notify", "noticePeriod": "7d" },
          "orders": { "returnWindow": "7d" },
          "rewards": { "direct": "0.3%", "indirect": "0.2%", "merchantDeveloper": "0.5%",
            "regionAgents": { "district": "0.1%", "city": "0.2%", "province": "0.3%" } }
        }
        """;

    public static readonly CancellationToken Never = CancellationToken.None;

    /// <summary>
    /// buyer ← ann ← ben; dev brought the shop in; da, ci and pro stand for 天河区，广州市 and 广东省.
    /// </summary>
    public static async Task SettleInAsync(this RunningServer server, string merchant = "shop")
    {
        foreach (var (member, nickname) in new[]
        {
            ("m-buyer", "买家一"), ("m-ann", "安小姐"), ("m-ben", "本先生"), ("m-dev", "德先生"), ("m-da", "区先生"),
            ("m-ci", "市女士"), ("m-pro", "省先生"),
        })
        {
            server.VisitAs(member).Dispose();
            server.Get<ShopDatabase>().Write(transaction => transaction.Execute(
                $"UPDATE members SET nickname = {nickname} WHERE id = {member}"));
        }

        var at = server.Get<PoolClock>().Now();
        var until = at.Plus(Duration.Days(365));
        await server.DoAsync(
            new PoolCommand.RegisterMerchant("r", at, merchant, Rate.FromParts(200_000)) { Developer = "m-dev" },
            new PoolCommand.BindReferrer("b1", at, "m-ann", "m-ben"),
            new PoolCommand.BindReferrer("b2", at, "m-buyer", "m-ann"),
            Agent("440106", Core.Rewards.AgentTier.District, "m-da"),
            Agent("440100", Core.Rewards.AgentTier.City, "m-ci"),
            Agent("440000", Core.Rewards.AgentTier.Province, "m-pro"));

        PoolCommand Agent(string division, Core.Rewards.AgentTier tier, string member) =>
            new PoolCommand.AppointAgent($"a-{division}", at, division, tier, member, at, until, "hash");
    }

    public static async Task DoAsync(this RunningServer server, params PoolCommand[] commands)
    {
        var answers = await server.Get<PoolGate>().SubmitAsync(commands, Never);
        Assert.All(answers, answer => Assert.Equal(Refusal.None, answer.Reason));
        await server.Get<PoolFlow>().RunAsync(Never);
    }

    /// <summary>An order that is paid and delivered now; final in seven days.</summary>
    public static Task PlaceAsync(
        this RunningServer server, string order, string member = "m-buyer", long yuan = 1000, string? region = "440106",
        string merchant = "shop")
    {
        var at = server.Get<PoolClock>().Now();
        return server.DoAsync(
            new PoolCommand.PlaceOrder($"p.{order}", at, order, member, merchant, Money.FromYuan(yuan), null, [])
            {
                Region = region,
            },
            new PoolCommand.DeliverOrder($"d.{order}", at, order));
    }

    public static Task<IReadOnlyList<EarnedReward>> RewardsOfAsync(this RunningServer server, string payee) =>
        server.Get<RewardReading>().OfAsync(payee, 100, Never);
}
