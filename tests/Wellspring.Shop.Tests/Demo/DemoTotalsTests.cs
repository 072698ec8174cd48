using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Shop.Demo;
using Wellspring.Shop.Merchants;

namespace Wellspring.Shop.Tests.Demo;

/// <summary>
/// What ninety days of each demo shop come to: frozen to the unit, and added up again from the journal alone.
/// </summary>
public sealed class DemoTotalsTests
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static TheoryData<string> Plans => [.. ReadyPlan.All.Select(ready => ready.Id)];

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task The_totals_are_what_they_always_were(string plan)
    {
        var outcome = await DemoOutcome.Of(plan);

        // Written beside the test program, so that a wanted change can be looked at and carried over.
        var actual = Totals(outcome).ToJsonString(Readable);
        var cancellation = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, $"totals-{plan}.json"), actual, cancellation);
        var golden = JsonNode.Parse(await File.ReadAllTextAsync(GoldenPath(), cancellation))!;
        Assert.Equal(golden[plan]?.ToJsonString(Readable), actual);
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task The_page_about_ready_plans_prints_these_totals(string plan)
    {
        var page = Path.Combine(Path.GetDirectoryName(GoldenPath())!, "../../../docs/concepts/ready-plans.md");
        var text = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        var totals = Totals(await DemoOutcome.Of(plan));
        var row = text.Split('\n').Single(line => line.StartsWith($"| `{plan}` |", StringComparison.Ordinal))
            .Trim('|', ' ').Split(" | ").Select(cell => cell.Replace(",", "", StringComparison.Ordinal));

        Assert.Equal(
            [
                $"`{plan}`", $"{totals["orders"]}", $"{totals["settled"]}",
                $"{totals["refundedBeforeFinal"]} + {totals["reversed"]}", $"{totals["sales"]}",
                $"{totals["redemptions"]}", $"{totals["exits"]}", $"{totals["inflow"]}", $"{totals["payouts"]}",
                $"{totals["redeemed"]}", $"{totals["pool"]}", $"{totals["circulating"]}",
            ],
            row);
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task Pool_and_reserve_hold_what_came_in_less_what_went_out(string plan)
    {
        var outcome = await DemoOutcome.Of(plan);
        var sum = (Int128)outcome.Ready.Plan.Pool.Float.Units;
        var toPool = outcome.Ready.Plan.Split.UnassignedToPool;
        foreach (var order in outcome.Settlements)
        {
            sum += order.Inflow.Units + order.Subsidy.Units + (toPool ? order.Remainder.Units : 0);
        }

        sum += outcome.Events<PoolEvent.CapitalInjected>().Sum(it => it.Amount.Units);
        sum += outcome.Events<PoolEvent.OrderRefunded>().Sum(it => it.Goods.Units);
        sum -= outcome.Events<PoolEvent.PointsSold>().Sum(it => it.Paid.Units);
        sum -= outcome.Events<PoolEvent.PointsRedeemed>().Sum(it => it.Credit.Units);
        sum -= outcome.Events<PoolEvent.OrderReversed>().Sum(it => it.Released.Units);
        sum -= outcome.Exits.Sum(it => it.Paid.Units);

        var backing = outcome.Pool.Backing;
        Assert.Equal(sum, (Int128)backing.Pool.Units + backing.Reserve.Units);
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task Points_are_held_by_members_or_are_the_float(string plan)
    {
        var outcome = await DemoOutcome.Of(plan);
        var held = Enumerable.Range(1, outcome.Pool.MemberCount)
            .Sum(number => outcome.Pool.Held(new(number)).Units);
        var minted = outcome.Settlements.Sum(order => order.Points.Units)
            - outcome.Events<PoolEvent.PointsSold>().Sum(it => it.Points.Units)
            - outcome.Events<PoolEvent.PointsRedeemed>().Sum(it => it.Points.Units)
            - outcome.Events<PoolEvent.OrderReversed>().Sum(it => it.Burnt.Units)
            - outcome.Exits.Sum(it => it.Points.Units);

        Assert.Equal(0, outcome.Pool.Backing.Scale);
        Assert.Equal(outcome.Pool.Backing.Circulating.Units, held + outcome.Pool.Backing.Float.Units);
        Assert.Equal(minted, held);
    }

    /// <summary>From the goods' price and cost and the refunds, without the pool's own arithmetic.</summary>
    [Theory]
    [MemberData(nameof(Plans))]
    public async Task Every_settled_order_split_as_its_goods_and_the_plan_say(string plan)
    {
        var outcome = await DemoOutcome.Of(plan);
        var orders = outcome.Sample.Orders.ToDictionary(order => order.Id);
        var credit = outcome.Events<PoolEvent.PointsRedeemed>()
            .ToDictionary(it => it.Order, it => it.Credit.Units, StringComparer.Ordinal);
        var split = outcome.Ready.Plan.Split;

        foreach (var settled in outcome.Settlements)
        {
            var order = orders[settled.Order];
            var refunded = order.Refunds.Where(refund => !refund.AfterFinal).Sum(refund => refund.Amount.Units);
            var cash = order.Amount.Units - refunded - credit.GetValueOrDefault(order.Id);
            var commission = !order.WithPoints ? 0
                : order.Goods.Basis is InflowBasis.Margin
                    ? Part(Math.Max(0, order.Amount.Units - (order.Goods.Cost!.Value.Units * order.Quantity)), cash,
                        order.Amount.Units)
                    : Part(cash, order.Merchant.Commission.Parts, Rate.PartsPerWhole);
            var platform = Math.Min(commission, Part(cash, split.Platform.Parts, Rate.PartsPerWhole));
            var budget = Math.Min(commission - platform, Part(cash, split.RewardBudget.Parts, Rate.PartsPerWhole));

            Assert.Equal(
                (cash, commission, platform, budget, commission - platform - budget),
                (settled.Amount.Units, settled.Commission.Units, settled.Platform.Units, settled.Budget.Units,
                    settled.Inflow.Units));
            Assert.Equal(settled.Budget, settled.Remainder
                + Money.FromUnits(settled.Rewards.Sum(reward => reward.Amount.Units)));
        }
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task The_journal_verifies_and_every_answer_is_expected(string plan)
    {
        var outcome = await DemoOutcome.Of(plan);

        Assert.Equal(0, outcome.Damages);
        Assert.DoesNotContain(outcome.Answers, answer => answer.Kind is not (AnswerKind.Done or AnswerKind.Refused));
        // Nobody asks the pool before a sale, so a few come when there is nothing left to sell, or too much for a day.
        Assert.All(
            outcome.Answers.Where(answer => answer.Kind is AnswerKind.Refused),
            answer => Assert.Contains(answer.Reason, (Refusal[])
            [
                Refusal.NotEnoughPoints, Refusal.DayAmountExceeded, Refusal.DayShareExceeded, Refusal.HoldingTooShort,
            ]));
        Assert.InRange(outcome.Answers.Count(answer => answer.Kind is AnswerKind.Refused), 0, 15);
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task Points_that_pay_for_goods_lose_nothing_but_crumbs(string plan)
    {
        var outcome = await DemoOutcome.Of(plan);

        Assert.All(
            outcome.Events<PoolEvent.PointsRedeemed>(),
            redeemed => Assert.Equal(redeemed.Value.FloorToFen(), redeemed.Credit));
    }

    private static JsonObject Totals(DemoOutcome outcome)
    {
        var (pool, backing, totals) = (outcome.Pool, outcome.Pool.Backing, outcome.Pool.Totals);
        return new()
        {
            ["planHash"] = outcome.Ready.Plan.Hash,
            ["members"] = outcome.Sample.Members.Length,
            ["orders"] = outcome.Sample.Orders.Length,
            ["commands"] = outcome.Sample.Commands.Length,
            ["settled"] = totals.Orders,
            ["pending"] = pool.PendingCount,
            ["refundedBeforeFinal"] = outcome.Events<PoolEvent.OrderRefunded>().Count(),
            ["reversed"] = outcome.Events<PoolEvent.OrderReversed>().Count(),
            ["sales"] = outcome.Events<PoolEvent.PointsSold>().Count(),
            ["redemptions"] = outcome.Events<PoolEvent.PointsRedeemed>().Count(),
            ["exits"] = totals.Exits,
            ["refused"] = outcome.Answers.Count(answer => answer.Kind is AnswerKind.Refused),
            ["turnover"] = totals.Turnover.ToString(),
            ["inflow"] = totals.Inflow.ToString(),
            ["subsidies"] = totals.SubsidiesUsed.ToString(),
            ["injected"] = totals.Injected.ToString(),
            ["remaindersToPool"] = totals.RemaindersToPool.ToString(),
            ["payouts"] = totals.Paid.ToString(),
            ["redeemed"] = totals.Redeemed.ToString(),
            ["goodsReturned"] = totals.GoodsReturned.ToString(),
            ["released"] = totals.Released.ToString(),
            ["rewards"] = totals.Rewarded.ToString(),
            ["pool"] = backing.Pool.ToString(),
            ["reserve"] = backing.Reserve.ToString(),
            ["circulating"] = backing.Circulating.ToString(),
            ["price"] = $"{backing.Price.Money.Units}/{backing.Price.Points.Units}",
            ["stateHash"] = pool.StateHash(),
        };
    }

    private static long Part(long whole, long times, long divisor) => (long)((Int128)whole * times / divisor);

    private static string GoldenPath([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "totals.json");
}
