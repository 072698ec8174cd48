using System.Text.RegularExpressions;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Shop.Demo;
using Wellspring.Shop.Merchants;

namespace Wellspring.Shop.Tests.Demo;

/// <summary>The demo shops and their samples: complete, invented, the same every time, each of its kind.</summary>
public sealed partial class DemoSampleTests
{
    public static TheoryData<string> Plans => DemoTotalsTests.Plans;

    [Fact]
    public void There_are_six_ready_plans_and_each_has_its_shop() => Assert.Equal(
        ["starter", "local-life", "own-goods", "stock-clearance", "legacy-conversion", "worked-example"],
        ReadyPlan.All.Select(ready => ready.Plan.Settings.Id));

    [Theory]
    [MemberData(nameof(Plans))]
    public void A_ready_plan_passes_the_review_and_says_for_whom_it_is_in_both_languages(string id)
    {
        var ready = ReadyPlan.Find(id)!;
        var comments = string.Concat(ready.Text.Split('\n').TakeWhile(line => line.StartsWith("//")));

        Assert.True(PlanReview.TryApprove(PlanFile.Read(ready.Text).Draft!, out _, out _));
        Assert.Equal(PlanProfile.Sandbox, ready.Plan.Settings.Profile);
        Assert.Equal(id, ready.Id);
        Assert.Matches("[\u4e00-\u9fff]", ready.Plan.Settings.NameZh + ready.Shop.ForWhom.Zh);
        Assert.Matches("[A-Za-z]{3}", ready.Shop.ForWhom.En);
        Assert.Matches("[A-Za-z]{3}", comments);
        Assert.Matches(HanLetters(), comments);
    }

    [Fact]
    public void A_name_that_is_no_ready_plan_is_none() => Assert.Null(ReadyPlan.Find("own-good"));

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task A_sample_has_500_to_2000_orders_in_ninety_days(string id)
    {
        var sample = (await DemoOutcome.Of(id)).Sample;
        var end = sample.Commands[^1].At;

        Assert.InRange(sample.Orders.Length, 500, 2_000);
        Assert.IsType<PoolCommand.AdvanceClock>(sample.Commands[^1]);
        Assert.Equal(Start.Plus(Duration.Days(DemoSample.Days)), end);
        Assert.All(sample.Orders, order => Assert.True(order.PlacedAt >= Start && order.PlacedAt <= end));
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task Commands_come_in_order_of_time_with_ids_used_once_and_can_be_written_and_read(string id)
    {
        var commands = (await DemoOutcome.Of(id)).Sample.Commands;

        Assert.Equal(commands.Length, commands.Select(command => command.Id).Distinct().Count());
        Assert.Equal(commands.Select(command => command.At).Order(), commands.Select(command => command.At));
        Assert.All(commands, command =>
        {
            var line = CommandText.Write(command);
            Assert.Equal(line, CommandText.Write(CommandText.Read(line).Command!));
        });
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void The_same_shop_and_day_give_the_same_sample_and_another_day_only_moves_it(string id)
    {
        var ready = ReadyPlan.Find(id)!;
        var first = Lines(ready, DemoOutcome.FirstDay, 0);

        Assert.Equal(first, Lines(ready, DemoOutcome.FirstDay, 0));
        Assert.Equal(first, Lines(ready, DemoOutcome.FirstDay.AddDays(100), 100));
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task Members_are_obviously_invented(string id)
    {
        var members = (await DemoOutcome.Of(id)).Sample.Members;

        Assert.All(members, member => Assert.Matches("^演示会员 [0-9]{2,4}$", member.Nickname));
        Assert.Equal(members.Length, members.Select(member => member.Id).Distinct().Count());
        Assert.All(
            members.Where(member => member.Referrer is not null),
            member => Assert.True(members.Single(one => one.Id == member.Referrer).JoinedAt <= member.JoinedAt));
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Shops_stand_in_known_regions_and_are_named_in_both_languages(string id)
    {
        var shop = ReadyPlan.Find(id)!.Shop;
        var regions = shop.Merchants.SelectMany(merchant => merchant.Stores).Select(store => store.Region)
            .Concat(shop.Habits.Homes);

        Assert.All(regions, region => Assert.True(Regions.Find(region)?.IsFinest, region));
        Assert.All(
            shop.Merchants.SelectMany(merchant => merchant.Goods.Select(goods => goods.Name)
                .Concat(merchant.Stores.Select(store => store.Name)).Append(merchant.Name)),
            name =>
            {
                Assert.Matches("[\u4e00-\u9fff]", name.Zh);
                Assert.Matches("^[ -~]+$", name.En);
            });
        Assert.All(shop.Merchants, merchant => Assert.Contains("演示", merchant.Name.Zh, StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_store_orders_are_delivered_in_the_shop_and_shipped_ones_days_later()
    {
        var local = (await DemoOutcome.Of("local-life")).Sample.Orders;
        var shipped = (await DemoOutcome.Of("own-goods")).Sample.Orders;

        Assert.All(local, order => Assert.Equal(order.Store!.Region, order.Region));
        Assert.All(
            local, order => Assert.Equal(new Instant(order.PlacedAt.Milliseconds + 180_000), order.DeliveredAt));
        Assert.All(shipped, order => Assert.Null(order.Store));
        Assert.True(shipped.Select(order => order.Region).Distinct().Count() > 10);
        Assert.Contains(shipped, order => order.DeliveredAt is null && order.Refunds.IsEmpty);
        Assert.All(shipped, order => Assert.False(order.DeliveredAt < order.PlacedAt.Plus(Duration.Days(1))));
    }

    [Fact]
    public async Task Orders_of_a_shop_whose_deposit_is_short_wait_and_settle_once_it_pays_in()
    {
        var outcome = await DemoOutcome.Of("local-life");
        var held = outcome.Events<PoolEvent.DueProcessed>()
            .SelectMany(due => due.Items.OfType<DueItem.OrderHeld>()).ToArray();
        var settled = outcome.Settlements.Select(order => order.Order).ToHashSet();
        var reversible = outcome.Sample.Orders.Where(order => order.Refunds.Any(refund => !refund.AfterFinal))
            .Select(order => order.Id).ToHashSet();

        Assert.NotEmpty(held);
        Assert.All(held, order => Assert.Equal(Refusal.CommissionUnfunded, order.Reason));
        Assert.All(
            held.Select(order => order.Order).Where(order => !reversible.Contains(order)),
            order => Assert.Contains(order, settled));
        Assert.Equal(["bakery"], outcome.Sample.Orders.Where(order => held.Any(one => one.Order == order.Id))
            .Select(order => order.Merchant.Id).Distinct());
    }

    [Fact]
    public async Task Goods_sold_below_cost_bring_nothing_in_and_mint_nothing()
    {
        var outcome = await DemoOutcome.Of("own-goods");
        var umbrellas = outcome.Sample.Orders.Where(order => order.Goods.Id == "umbrella")
            .Select(order => order.Id).ToHashSet();
        var settled = outcome.Settlements.Where(order => umbrellas.Contains(order.Order)).ToArray();

        Assert.True(settled.Length > 20);
        Assert.All(settled, order => Assert.Equal((Money.Zero, Points.Zero), (order.Commission, order.Points)));
    }

    [Fact]
    public async Task Clearance_goods_earn_points_while_stock_and_date_allow_and_none_after()
    {
        var outcome = await DemoOutcome.Of("stock-clearance");
        var settled = outcome.Settlements.ToDictionary(order => order.Order);
        foreach (var goods in outcome.Ready.Shop.Merchants.SelectMany(merchant => merchant.Goods))
        {
            var orders = outcome.Sample.Orders.Where(order => order.Goods == goods).ToArray();
            var end = Start.Plus(Duration.Days(goods.MintsForDays!.Value));
            var pieces = orders.Where(order => order.WithPoints).Sum(order => order.Quantity);

            Assert.InRange(pieces, 1, goods.Stock!.Value);
            Assert.All(orders.Where(order => order.WithPoints), order => Assert.True(order.PlacedAt < end));
            Assert.All(orders.Where(order => !order.WithPoints), order => Assert.True(
                order.PlacedAt >= end || pieces == goods.Stock));
        }

        var plain = outcome.Sample.Orders.Where(order => !order.WithPoints && settled.ContainsKey(order.Id)).ToArray();
        Assert.True(plain.Length > 30);
        Assert.All(plain, order => Assert.Equal(
            (Money.Zero, Points.Zero, Rate.Zero, $"{order.Merchant.Id}.plain"),
            (settled[order.Id].Commission, settled[order.Id].Points, settled[order.Id].Rate,
                settled[order.Id].Merchant)));
        Assert.Contains(plain, order => order.PlacedAt < Start.Plus(Duration.Days(order.Goods.MintsForDays!.Value)));
        Assert.Contains(plain, order => order.PlacedAt >= Start.Plus(Duration.Days(order.Goods.MintsForDays!.Value)));
    }

    [Fact]
    public async Task Every_kind_of_deed_stands_in_some_sample()
    {
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var ready in ReadyPlan.All)
        {
            kinds.UnionWith((await DemoOutcome.Of(ready.Id)).Sample.Commands.Select(one => one.GetType().Name));
        }

        Assert.Subset(
            kinds,
            new HashSet<string>(StringComparer.Ordinal)
            {
                "PlaceOrder", "DeliverOrder", "RefundOrder", "ReverseOrder", "SellPoints", "RedeemPoints",
                "AdvanceClock", "BindReferrer", "RegisterMerchant", "TopUpDeposit", "InjectCapital", "Subsidise",
                "SettleOrder",
            });
    }

    /// <summary>
    /// Pool-rules 2 and 5: the price after three orders, who reaches the cap first, when and for how much.
    /// </summary>
    [Fact]
    public async Task The_worked_example_gives_the_golden_values_of_the_pool_rules()
    {
        var outcome = await DemoOutcome.Of("worked-example");
        var orders = outcome.Settlements.ToArray();
        var exiting = outcome.Events<PoolEvent.OrderSettled>()
            .Single(settled => !settled.After.Exits.IsEmpty);

        Assert.Equal(
            ["112.00000000", "78.40000000", "66.64000000"], orders.Take(3).Select(order => order.Points.ToString()));
        Assert.Equal("demo-o-1137", exiting.Settlement.Order);
        Assert.Equal("960.000000", Assert.Single(exiting.After.Exits).Paid.ToString());
    }

    private static Instant Start => new(
        Instant.From(new(DemoOutcome.FirstDay.ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(8))).Milliseconds);

    private static string[] Lines(ReadyPlan ready, DateOnly firstDay, int daysBack) =>
    [
        .. DemoSample.Of(ready.Shop, ready.Plan, firstDay).Commands
            .Select(command => Back(command with { At = command.At.Plus(Duration.Days(-daysBack)) }, daysBack))
            .Select(CommandText.Write),
    ];

    private static PoolCommand Back(PoolCommand command, int days) => command is PoolCommand.AppointAgent agent
        ? agent with { From = agent.From.Plus(Duration.Days(-days)), Until = agent.Until.Plus(Duration.Days(-days)) }
        : command;

    [GeneratedRegex("[\u4e00-\u9fff]")]
    private static partial Regex HanLetters();
}
