using Wellspring.Core.Pools;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Members;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Finance;

public sealed class RulesTests
{
    [Fact]
    public async Task The_disclosure_is_repeated_after_the_rules_have_changed()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();
        var member = await server.JoinAsync(anna, "anna@example.com");
        await server.BuyAsync(member, "1000");
        await anna.OpenAsync("/sell");
        Assert.Equal("/sell", anna.Location);

        await PublishAsync(server);

        await anna.OpenAsync("/sell");
        Assert.Equal("/me/rules", anna.Location);
        await anna.SendAsync("#rules", ("q1", "deposit"), ("q2", "bound"), ("q3", "report"), ("agree", "yes"));
        Assert.Contains("请再读一遍", anna.Text, StringComparison.Ordinal);
        await anna.SendAsync("#rules", ("q1", "promotion"), ("q2", "bound"), ("q3", "report"), ("agree", "yes"));
        Assert.StartsWith("/me/consents/", anna.Location, StringComparison.Ordinal);
        await anna.OpenAsync("/sell");
        Assert.Equal("/sell", anna.Location);

        var consents = server.Get<ShopDatabase>().Read(reader => Consents.Of(reader, member))
            .Where(consent => consent.Kind == Consents.Join).ToList();
        Assert.Equal([2L, 1L], consents.Select(consent => consent.PlanVersion).OrderDescending());
        Assert.Contains(consents, consent => consent.PlanHash == server.Get<PoolGate>().Plan.Hash);
    }

    private static async Task PublishAsync(RunningServer server)
    {
        var now = server.Get<PoolClock>().Now();
        var answer = await server.Get<PoolGate>().SubmitAsync(
            new PoolCommand.PublishPlan(
                "publish-2", now, RunningServer.PlanOf(RunningServer.SandboxPlan
                    .Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal)
                    .Replace("\"direct\": \"0.3%\"", "\"direct\": \"0.4%\"", StringComparison.Ordinal)).Text,
                now.Plus(new(1_000)), [], "s-1", "s-2"),
            default);
        Assert.Equal(Refusal.None, answer.Reason);
        await server.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(2, server.Get<PoolGate>().Plan.Settings.Version);
    }
}
