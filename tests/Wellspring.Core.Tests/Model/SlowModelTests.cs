using System.Globalization;
using System.Numerics;
using Wellspring.Core.Pools;
using static Wellspring.Core.Tests.Model.Worked;

namespace Wellspring.Core.Tests.Model;

/// <summary>The golden numbers of the rules: settling, selling, exits, rewards, and the last holder.</summary>
public sealed class SlowModelTests
{
    [Fact]
    public void Three_orders_raise_the_price_as_in_the_worked_example()
    {
        var pool = new Worked(draft => draft);

        pool.Settle("o1", "ann", "1000");
        Assert.Equal("112.00000000", Amount(pool.Member("ann").Points));
        Assert.Equal("10/7", pool.Fraction());

        pool.Settle("o2", "ben", "1000");
        Assert.Equal("78.40000000", Amount(pool.Member("ben").Points));
        Assert.Equal("200/119", pool.Fraction());

        pool.Settle("o3", "cai", "1000");
        Assert.Equal("66.64000000", Amount(pool.Member("cai").Points));
        Assert.Equal("2000/1071", Reduced(pool, 2000));
        Assert.Equal("480.000000", Money(pool.Now.Pool));
        Assert.Equal("120.000000", Money(pool.Now.Platform));
    }

    [Fact]
    public void The_price_first_reaches_10_71_at_order_1135()
    {
        var pool = new Worked(draft => draft);
        SettleEqualOrders(pool, 1, 1134);

        var before = pool.Now.Price;
        SettleEqualOrders(pool, 1135, 1135);

        Assert.True(before.Money * 10_000 < before.Points * 1_071);
        Assert.True(pool.Now.Price.Money * 10_000 >= pool.Now.Price.Points * 1_071);
    }

    [Fact]
    public void The_first_member_reaches_the_cap_at_order_1137_and_sells_for_960_217151()
    {
        var pool = new Worked(draft => draft);
        SettleEqualOrders(pool, 1, 1136);
        Assert.True(pool.Now.Value(pool.Member("m1").Points) < Yuan("1200").Units);
        SettleEqualOrders(pool, 1137, 1137);
        Assert.Equal("1200.271439", Money(pool.Now.Value(pool.Member("m1").Points)));
        Assert.Equal("10.716709", Rounded(pool));

        pool.Sell("m1", new(Points("112")));

        Assert.Equal("960.217151", Money(pool.Member("m1").SaleMoney));
        Assert.Equal("10.730945", Rounded(pool));
    }

    [Theory]
    [InlineData(1_000, "1.2", 0, "0.000000")]
    [InlineData(10_000, "1.2", 4, "3840.000000")]
    [InlineData(6_238, "2.0", 1, "1600.000000")]
    public void Equal_orders_cause_as_many_exits_as_the_rules_say(int orders, string cap, int exits, string paid)
    {
        var millionths = cap == "1.2" ? 1_200_000 : 2_000_000;
        var pool = new Worked(draft => draft with
        {
            Cap = new() { Multiple = new(millionths), Automatic = true },
        });

        var at = SettleEqualOrders(pool, 1, orders);

        Assert.Equal(exits, pool.Now.Totals.Exits);
        Assert.Equal(paid, Money(pool.Now.Totals.ExitsPaid));
        var expected = cap == "1.2" ? new[] { 1137, 3702, 6346, 9001 } : [6238];
        Assert.Equal(expected.Where(order => order <= orders), at);
    }

    [Fact]
    public void Equal_triggers_exit_in_the_order_of_membership()
    {
        var plan = Plan(draft => draft with { Cap = new() { Multiple = new(1_000_000), Automatic = true } });
        var points = Points("10").Units;
        var basis = Yuan("10").Units;
        var state = SlowState.Open(Yuan("1").Units, Yuan("100").Units).Mint(Yuan("20").Units, points * 2);
        var holder = new SlowMember("") { Basis = basis }.WithMinted(0, points, plan.Cap.Multiple!.Value.Millionths);
        state = (state with { Vintages = [SlowRights.Of(plan)] })
            .With(holder with { Name = "ann", Joined = 2, Points = points, Lots = [new(0, "o2", points)] })
            .With(holder with { Name = "zoe", Joined = 1, Points = points, Lots = [new(0, "o1", points)] });

        var after = new SlowExits(plan).After(state).State!;

        Assert.Equal(["zoe", "ann"], after.Aftermath.Exits.Select(exit => exit.Member));
    }

    [Fact]
    public void Rewards_of_a_thousand_are_three_and_two()
    {
        var pool = new Worked(draft => draft with
        {
            Rewards = new() { Direct = Rate.FromParts(3_000), Indirect = Rate.FromParts(2_000) },
        });
        pool.Bind("ann", "ben");
        pool.Bind("ben", "cai");

        pool.Settle("o1", "ann", "1000");

        Assert.Equal("3.000000", Money(pool.Member("ben").RewardMoney));
        Assert.Equal("2.000000", Money(pool.Member("cai").RewardMoney));
        Assert.Equal("35.000000", Money(pool.Now.Platform));
    }

    [Fact]
    public void A_margin_gives_the_worked_example_and_a_loss_gives_no_points()
    {
        var pool = new Worked(draft => draft);

        pool.Must((id, at) => new PoolCommand.SettleOrder(
            id, at, "o1", "ann", "shop", Yuan("1000"), null, [new("tea", Yuan("1000"), Yuan("800"))]));
        Assert.Equal("112.00000000", Amount(pool.Member("ann").Points));

        pool.Must((id, at) => new PoolCommand.SettleOrder(
            id, at, "o2", "ben", "shop", Yuan("1000"), null, [new("tea", Yuan("1000"), Yuan("1800"))]));
        Assert.Equal(BigInteger.Zero, pool.Member("ben").Points);
        Assert.Equal(BigInteger.Zero, pool.Member("ben").Basis);
        Assert.Equal("1000.000000", Money(pool.Member("ben").Spent));

        // 500 at cost 400 and 500 at the rate of 20 %: the same commission, from both parts.
        pool.Must((id, at) => new PoolCommand.SettleOrder(
            id, at, "o3", "cai", "shop", Yuan("1000"), null,
            [new("tea", Yuan("500"), Yuan("400")), new("cup", Yuan("500"), null)]));
        Assert.Equal("78.40000000", Amount(pool.Member("cai").Points));
    }

    [Fact]
    public void A_remaining_holder_of_one_unit_takes_almost_1920_by_the_bare_arithmetic()
    {
        // Not by commands: bare arithmetic has no split and lets a mint of zero points pass.
        var state = SlowState.Open(1_000_000, 0).Mint(Yuan("1600").Units, Points("1120").Units);

        var points = Points("1120").Units - 1;
        var first = state.Value(points) * 8 / 10;
        state = state.Burn(points, first);
        for (var buyer = 0; buyer < 3; buyer++)
        {
            var minted = Yuan("112").Units * state.Circulating / state.Pool;
            Assert.Equal(BigInteger.Zero, minted);
            state = state.Mint(Yuan("160").Units, minted);
        }

        var second = state.Value(1) * 8 / 10;
        Assert.StartsWith("1919.99", Money(first + second), StringComparison.Ordinal);
    }

    [Fact]
    public void A_remaining_holder_of_one_unit_takes_1607_13565_by_the_full_rules_without_float()
    {
        var pool = new Worked(draft => draft);

        Attack(pool);

        // floor(0.8 · 800 · 1 ÷ 1.956375) on top of the 1280 of the first sale, crumbs of both sales left behind.
        Assert.StartsWith("1607.13565", Money(pool.Member("eve").SaleMoney), StringComparison.Ordinal);
        Assert.True(pool.Now.Scale > 0);
        Assert.NotEqual(BigInteger.Zero, pool.Member("v1").Points);
    }

    [Fact]
    public void A_remaining_holder_of_one_unit_loses_against_a_float_of_100()
    {
        var pool = new Worked(draft => draft with { Pool = new() { Float = Yuan("100") } });

        Attack(pool);

        Assert.True(pool.Member("eve").SaleMoney < Yuan("1600").Units);
    }

    /// <summary>One brings 1600 in, sells all but a unit, lets three others buy, and sells the unit.</summary>
    private static void Attack(Worked pool)
    {
        pool.Settle("o0", "eve", "10000");
        pool.Sell("eve", new(Core.Points.FromUnits((long)pool.Member("eve").Points - 1)));
        SettleEqualOrders(pool, 1, 3, prefix: "v");
        pool.Sell("eve", PointsAsked.All);
    }

    // The orders at which somebody exited.
    private static List<int> SettleEqualOrders(Worked pool, int first, int last, string prefix = "m")
    {
        var exits = new List<int>();
        for (var number = first; number <= last; number++)
        {
            var answer = pool.Settle($"{prefix}o{number}", $"{prefix}{number}", "1000");
            exits.AddRange(answer.Own.Exits.Select(_ => number));
        }

        return exits;
    }

    private static string Rounded(Worked pool)
    {
        var (money, points) = pool.Now.Price;
        var millionths = ((money * 100 * 1_000_000 * 2) + points) / (points * 2);
        return Decimals.Write((long)millionths, 6);
    }

    private static string Reduced(Worked pool, int numerator)
    {
        var (money, points) = pool.Now.Price;
        var denominator = BigInteger.DivRem(points * numerator, money * 100, out var rest);
        Assert.Equal(BigInteger.Zero, rest);
        return string.Create(CultureInfo.InvariantCulture, $"{numerator}/{denominator}");
    }
}
