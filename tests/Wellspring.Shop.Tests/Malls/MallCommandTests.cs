using CsCheck;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Malls;

namespace Wellspring.Shop.Tests.Malls;

/// <summary>The commands that a mall's orders become: legal, deterministic, adding up.</summary>
public sealed class MallCommandTests
{
    private static readonly MallSettings Settings = new()
    {
        Name = "crmeb", Kind = MallKind.Crmeb, Secret = new('s', 40), Funding = FundingMode.MerchantDirect,
        FundingReference = "deposit-1", Merchant = "shop-1",
    };

    [Fact]
    public void An_order_number_is_kept_where_it_is_an_id_and_shortened_with_a_digest_where_it_is_not()
    {
        Assert.Equal("mall.crmeb.wx530391204837261312", MallIds.OrderOf("crmeb", "wx530391204837261312"));
        Assert.Equal("mall.crmeb.----1-982c6c70", MallIds.OrderOf("crmeb", "订单 #1"));
        Assert.NotEqual(MallIds.OrderOf("crmeb", "订单 #1"), MallIds.OrderOf("crmeb", "订单 !1"));
    }

    [Fact]
    public void Whatever_a_mall_calls_its_orders_the_ids_are_legal_and_tell_them_apart()
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        Gen.String[0, 64].Sample(number =>
        {
            var id = MallIds.OrderOf("a-mall-of-16-let", number);
            Assert.True(MallIds.IsId(id + ":r99999"), id);
            lock (seen)
            {
                Assert.Equal(seen.TryAdd(id, number) ? number : seen[id], number);
            }
        });
    }

    [Fact]
    public void The_lines_of_an_order_always_add_up_to_its_amount()
    {
        var baskets = Gen.Select(Gen.Int[1, 999], Gen.Int[0, 100_000]).Array[0, 12];
        Gen.Select(baskets, Gen.Int[1, 500_000]).Sample((parts, fen) =>
        {
            var amount = Money.FromUnits(fen * Money.UnitsPerFen);
            var lines = parts.Select(part => new MallLine(
                $"{part.Item1}", 1, Money.FromUnits(part.Item2 * Money.UnitsPerFen)));
            var made = MallCommands.Lines("crmeb", [.. lines], amount);
            Assert.All(made, line => Assert.True(line.Amount > Money.Zero && line.Amount.IsWholeFen));
            Assert.True(made.IsEmpty
                || made.Aggregate(Money.Zero, (sum, line) => sum + line.Amount) == amount);
        });
    }

    [Fact]
    public void Postage_is_a_line_of_its_own_and_a_discount_is_shared()
    {
        MallLine[] lines = [new("1", 1, Money.FromYuan(60)), new("2", 2, Money.FromYuan(30))];

        Assert.Equal(
            ["mall.crmeb.g.1 60.000000", "mall.crmeb.g.2 30.000000", "mall.crmeb.g.rest 10.000000"],
            MallCommands.Lines("crmeb", [.. lines], Money.FromYuan(100)).Select(Line));
        Assert.Equal(
            ["mall.crmeb.g.1 6.660000", "mall.crmeb.g.2 3.330000", "mall.crmeb.g.rest 0.010000"],
            MallCommands.Lines("crmeb", [.. lines], Money.FromYuan(10)).Select(Line));
    }

    [Fact]
    public void The_same_order_gives_the_same_command_and_it_can_be_read_back()
    {
        var order = new MallOrder(
            "a", "7", "0", Money.FromYuan(100), Money.Zero, new(1_794_276_000_000), null,
            [new("101", 1, Money.FromYuan(100))]);

        var command = MallCommands.Place(Settings, order, Money.Zero, "m-1", new(1_794_276_000_000));
        var again = MallCommands.Place(Settings, order, Money.Zero, "m-1", new(1_799_999_000_000));

        Assert.Equal(CommandText.Write(command), CommandText.Write(again));
        var read = Assert.IsType<PoolCommand.PlaceOrder>(CommandText.Read(CommandText.Write(command)).Command);
        Assert.Equal(("mall.crmeb.a:p", "mall.crmeb.a", "shop-1"), (read.Id, read.Order, read.Merchant));
        Assert.Equal(new Funding(FundingMode.MerchantDirect, "deposit-1"), read.Funding);
    }

    [Fact]
    public void A_cursor_never_goes_forward_past_what_may_still_commit()
    {
        Gen.Select(Gen.Long[0, 1_000_000], Gen.Long[0, 2_000_000], Gen.Long[0, 3_000_000]).Sample((since, at, now) =>
        {
            const long Second = 1_000_000;
            var cursor = MallCursor.Start(since * Second).After(Math.Max(since, at) * Second, 5);
            var next = cursor.NextSweep(now * Second, new(600_000));
            Assert.Equal(next, MallCursor.Read(next.ToString()));
            Assert.True(next.Since >= since * Second);
            Assert.True(next.Since == since * Second || next.Since <= (Math.Min(now, at) - 600) * Second);
            Assert.Equal((next.Since, 0), (next.At, next.Row));
        });
        Assert.Throws<FormatException>(() => MallCursor.Read("2:0:0:0:0"));
        Assert.Throws<FormatException>(() => MallCursor.Read("anything"));
    }

    [Fact]
    public void The_fewest_points_for_a_credit_give_it_and_one_unit_fewer_does_not()
    {
        var plan = new Core.Plans.RedeemingSettings { RedeemRate = Rate.FromParts(873_211) };
        Gen.Select(Gen.Long[1, 1_000_000_000_000], Gen.Long[1, 1_000_000_000_000], Gen.Long[1, 1_000_000]).Sample(
            (pool, circulating, fen) =>
            {
                var backing = Backing.Restore(
                    Money.FromUnits(pool), Points.FromUnits(circulating), Points.Zero, Money.Zero, default, 0);
                var credit = Money.FromUnits(fen * Money.UnitsPerFen);
                if (MallPrices.Fewest(plan, backing, credit) is { } points && points <= backing.Circulating)
                {
                    Assert.True(MallPrices.Credit(plan, backing, points) >= credit);
                    Assert.True(
                        MallPrices.Credit(plan, backing, Points.FromUnits(points.Units - 1)) < credit, $"{points}");
                }
            });
    }

    private static string Line(OrderLine line) => $"{line.Goods} {line.Amount}";
}
