using Wellspring.Core.Pools;
using static Wellspring.Core.Tests.TestPlans;

namespace Wellspring.Core.Tests.Pools;

/// <summary>What a line of commands means, and what it says when it means nothing.</summary>
public sealed class CommandTextTests
{
    private const string At = "2026-01-05T10:00:00+08:00";

    private static readonly Instant Time = Instant.From(new(2026, 1, 5, 10, 0, 0, TimeSpan.FromHours(8)));

    [Fact]
    public void Orders_are_read()
    {
        Reads("settleOrder", """{"order":"o-1","member":"m1","merchant":"s1","amount":"1000.00"}""",
            new PoolCommand.SettleOrder("c-1", Time, "o-1", "m1", "s1", 1000L.Yuan, null, []));
        Reads("deliverOrder", """{"order":"o-7"}""", new PoolCommand.DeliverOrder("c-1", Time, "o-7"));
        Reads("refundOrder", """{"order":"o-7","amount":"8.00"}""",
            new PoolCommand.RefundOrder("c-1", Time, "o-7", 8L.Yuan));
        Reads("reverseOrder", """{"order":"o-1","amount":"1000.00"}""",
            new PoolCommand.ReverseOrder("c-1", Time, "o-1", 1000L.Yuan));
    }

    [Fact]
    public void An_order_carries_its_funding_and_its_lines()
    {
        var placed = Assert.IsType<PoolCommand.PlaceOrder>(Command("placeOrder", """
            {"order":"o-7","member":"m1","merchant":"s1","amount":"1088.00",
             "funding":{"mode":"own-goods","reference":"bill-7"},
             "lines":[{"goods":"g-1","amount":"1000.00","cost":"800.00","inflowBasis":"margin"},
                      {"goods":"g-2","amount":"80.00"},{"goods":"g-3","amount":"8.00","inflowBasis":"rate"}]}
            """));

        Assert.Equal(new Funding(FundingMode.OwnGoods, "bill-7"), placed.Funding);
        Assert.Equal(
            [new("g-1", 1000L.Yuan, 800L.Yuan), new("g-2", 80L.Yuan, null), new OrderLine("g-3", 8L.Yuan, null)],
            placed.Lines);
    }

    [Theory]
    [InlineData("own-goods", FundingMode.OwnGoods)]
    [InlineData("merchant-direct", FundingMode.MerchantDirect)]
    [InlineData("licensed-split", FundingMode.LicensedSplit)]
    [InlineData("operator-collects", FundingMode.OperatorCollects)]
    public void Each_funding_mode_has_its_word(string word, FundingMode mode) => Assert.Equal(
        new Funding(mode, null),
        Assert.IsType<PoolCommand.SettleOrder>(Command("settleOrder", $$$"""
            {"order":"o","member":"m","merchant":"s","amount":"1","funding":{"mode":"{{{word}}}"}}
            """)).Funding);

    [Fact]
    public void Points_are_sold_and_redeemed()
    {
        Reads("sellPoints", """{"member":"m1","points":"112","minimum":"0"}""",
            new PoolCommand.SellPoints("c-1", Time, "m1", new(112L.Points), Money.Zero, null));
        Reads("sellPoints", """{"member":"m1","points":"all","minimum":"960.217151","scale":3}""",
            new PoolCommand.SellPoints("c-1", Time, "m1", PointsAsked.All, Yuan("960.217151"), 3));
        Reads("redeemPoints", """{"member":"m1","points":"0.00000005","order":"o-9"}""",
            new PoolCommand.RedeemPoints("c-1", Time, "m1", new(Points.FromUnits(5)), "o-9", null));
        Reads("spendCredit", """{"member":"m1","order":"o-9","amount":"0.01"}""",
            new PoolCommand.SpendCredit("c-1", Time, "m1", "o-9", Yuan("0.01")));
    }

    [Fact]
    public void The_operators_money_is_read()
    {
        Reads("injectCapital", """{"amount":"500000.00","source":"series A","voucher":"V-1"}""",
            new PoolCommand.InjectCapital("c-1", Time, 500_000L.Yuan, "series A", "V-1", null));
        Reads("subsidise", """{"amount":"9","rate":"5%","source":"节日补贴","voucher":"V-2","approver":"li"}""",
            new PoolCommand.Subsidise("c-1", Time, 9L.Yuan, 5.Percent, "节日补贴", "V-2", "li"));
        Reads("returnReserve", "{}", new PoolCommand.ReturnReserve("c-1", Time, null, null));
        Reads("returnReserve", """{"amount":"3.50","approver":null}""",
            new PoolCommand.ReturnReserve("c-1", Time, Yuan("3.5"), null));
        Reads("topUpDeposit", """{"merchant":"s1","amount":"100","voucher":"V-3"}""",
            new PoolCommand.TopUpDeposit("c-1", Time, "s1", 100L.Yuan, "V-3"));
    }

    [Fact]
    public void Bindings_merchants_and_withdrawals_are_read()
    {
        Reads("bindReferrer", """{"member":"m2","referrer":"张三"}""",
            new PoolCommand.BindReferrer("c-1", Time, "m2", "张三"));
        Reads("registerMerchant", """{"merchant":"s1","commission":"0.3%"}""",
            new PoolCommand.RegisterMerchant("c-1", Time, "s1", Rate.FromParts(3_000)));
        Reads("requestWithdrawal", """{"member":"m1","amount":"10.00"}""",
            new PoolCommand.RequestWithdrawal("c-1", Time, "c-1", "m1", 10L.Yuan));
        Reads("requestWithdrawal", """{"withdrawal":"w-1","member":"m1","amount":"10.00"}""",
            new PoolCommand.RequestWithdrawal("c-1", Time, "w-1", "m1", 10L.Yuan));
        Reads("approveWithdrawal", """{"withdrawal":"w-1","approver":"li"}""",
            new PoolCommand.ApproveWithdrawal("c-1", Time, "w-1", "li"));
        Reads("rejectWithdrawal", """{"withdrawal":"w-1","reason":"name differs"}""",
            new PoolCommand.RejectWithdrawal("c-1", Time, "w-1", "name differs"));
        Reads("withdrawalPaid", """{"withdrawal":"w-1","voucher":"B-1"}""",
            new PoolCommand.WithdrawalPaid("c-1", Time, "w-1", "B-1"));
        Reads("withdrawalFailed", """{"withdrawal":"w-1"}""",
            new PoolCommand.WithdrawalFailed("c-1", Time, "w-1", null));
    }

    [Fact]
    public void The_life_of_a_pool_is_read()
    {
        Reads("advanceClock", "{}", new PoolCommand.AdvanceClock("c-1", Time));
        Reads("pausePool", """{"by":"wang","reason":"audit"}""",
            new PoolCommand.PausePool("c-1", Time, "wang", "audit"));
        Reads("liftPause", """{"by":"wang","approver":"li"}""",
            new PoolCommand.LiftPause("c-1", Time, "wang", "li"));
        Reads("announceClosing", "{}", new PoolCommand.AnnounceClosing("c-1", Time, null));
        Reads("closePool", """{"by":"wang"}""", new PoolCommand.ClosePool("c-1", Time, "wang"));
    }

    [Fact]
    public void The_same_amount_has_many_spellings_and_one_meaning()
    {
        var canonical = Order("amount", "\"1000.00\"");

        foreach (var amount in (string[])["1000", "1000.0", "1000.000000", "1000.00000000", "0001000.00"])
        {
            Assert.Equal(Read(canonical), Read(Order("amount", $"\"{amount}\"")));
            Assert.Equal(
                CommandText.Write(Read(canonical)), CommandText.Write(Read(Order("amount", $"\"{amount}\""))));
        }
    }

    [Theory]
    [InlineData("2026-01-05T02:00:00Z")]
    [InlineData("2026-01-05T02:00Z")]
    [InlineData("2026-01-05T10:00:00.000+08:00")]
    [InlineData("2026-01-05T10:00:00.0009999+08:00")]
    [InlineData("2026-01-04T16:00:00.0-10:00")]
    [InlineData("2026-01-05T07:30:00+05:30")]
    public void A_moment_has_many_spellings(string at) => Assert.Equal(Time, Read(Clock(at)).At);

    [Fact]
    public void A_moment_keeps_its_milliseconds_and_the_years_end_where_they_say()
    {
        Assert.Equal(Time.Milliseconds + 250, Read(Clock("2026-01-05T10:00:00.25+08:00")).At.Milliseconds);
        Assert.Equal("2000-01-01T00:00:00.000Z", Read(Clock("2000-01-01T00:00:00Z")).At.ToString());
        Assert.Equal("2199-12-31T23:59:59.999Z", Read(Clock("2199-12-31T23:59:59.999Z")).At.ToString());
        Assert.Equal("2024-02-29T00:00:00.000Z", Read(Clock("2024-02-29T00:00:00Z")).At.ToString());
        foreach (var at in (string[])["1999-12-31T23:59:59Z", "2200-01-01T00:00:00Z", "2000-01-01T00:00:00+08:00"])
        {
            Says(Clock(at), $"at: \"{at}\" is not in the years 2000 to 2199 (UTC); check the year.");
        }
    }

    [Theory]
    [InlineData("2026-02-29T00:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-00-10T00:00:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("2026-01-05T24:00:00Z")]
    [InlineData("2026-01-05T10:60:00Z")]
    [InlineData("2026-01-05T10:00:60Z")]
    [InlineData("2026-01-05T10:00:00.Z")]
    [InlineData("2026-01-05T10:00:00.12345678Z")]
    [InlineData("2026-01-05 10:00:00Z")]
    [InlineData("2026-01-05T10:00:00z")]
    [InlineData("2026-01-05T10:00:00+8:00")]
    [InlineData("2026-01-05T10:00:00+0800")]
    [InlineData("2026-01-05T10:00:00+14:01")]
    [InlineData("2026-01-05T10:00:00+08:60")]
    [InlineData("2026-01-05T10:00:0１Z")]
    [InlineData("2026-01-05Z")]
    [InlineData("")]
    public void Anything_else_is_no_moment(string at) => Says(Clock(at),
        $"at: \"{at}\" is not a time with an offset; write one such as \"2026-01-05T10:00:00+08:00\".");

    [Fact]
    public void A_moment_without_offset_says_how_to_add_one()
    {
        Says(Clock("2026-01-05T10:00:00"), "at: \"2026-01-05T10:00:00\" has no offset; "
            + "write \"2026-01-05T10:00:00+08:00\", or Z at the end for UTC.");
        Assert.Equal(
            "at：\"2026-01-05T10:00:00\" 没有时差，请写如 \"2026-01-05T10:00:00+08:00\"，UTC 则以 Z 结尾。",
            Mistake(Clock("2026-01-05T10:00:00")).Zh);
    }

    [Fact]
    public void Ids_and_names_reach_to_their_limits()
    {
        Read(Order("order", $"\"{new string('x', 64)}\""));
        Read(Order("order", "\"AZaz09._:-\""));
        Read(Order("member", $"\"{new string('名', 64)}\""));
        Read(Order("member", $"\"{string.Concat(Enumerable.Repeat("\U0001F600", 64))}\""));
        Read(Order("member", "\"O'Neill \\u0041 \\\"x\\\" \\\\u\\ud83d\\ude00\""));
        Says(Order("order", $"\"{new string('x', 65)}\""), "settleOrder.order: \"" + new string('x', 59)
            + "… is not an id; write 1 to 64 letters a-z A-Z, digits, or . _ : -.");
        Says(Order("order", "\"订单\""),
            "settleOrder.order: \"订单\" is not an id; write 1 to 64 letters a-z A-Z, digits, or . _ : -.");
        Says(Order("member", $"\"{new string('n', 65)}\""), "settleOrder.member: \"" + new string('n', 59)
            + "… does not fit; write 1 to 64 printable characters on one line.");
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"  \"")]
    [InlineData("\"a\\nb\"")]
    [InlineData("\"a\\u0000b\"")]
    [InlineData("\"\\u202eb\"")]
    [InlineData("\"\\u2028\"")]
    public void A_name_is_printable(string name) => Says(Order("member", name),
        $"settleOrder.member: {name} does not fit; write 1 to 64 printable characters on one line.");

    private static void Reads(string name, string body, PoolCommand expected) =>
        Assert.Equal(CommandText.Write(expected), CommandText.Write(Command(name, body)));

    private static PoolCommand Command(string name, string body) =>
        Read($"{{\"id\":\"c-1\",\"at\":\"{At}\",\"{name}\":{body}}}");

    private static PoolCommand Read(string line)
    {
        var read = CommandText.Read(line);
        Assert.True(read.IsCommand, read.Mistake?.En);
        return read.Command;
    }

    private static Mistake Mistake(string line)
    {
        var read = CommandText.Read(line);
        Assert.False(read.IsCommand, line);
        return read.Mistake;
    }

    private static void Says(string line, string sentence) => Assert.Equal(sentence, Mistake(line).En);

    private static string Clock(string at) => $"{{\"id\":\"c-1\",\"at\":\"{at}\",\"advanceClock\":{{}}}}";

    /// <summary>A settlement that is in order but for one field, given as JSON.</summary>
    private static string Order(string field, string json)
    {
        var fields = new Dictionary<string, string>
        {
            ["order"] = "\"o-1\"",
            ["member"] = "\"m1\"",
            ["merchant"] = "\"s1\"",
            ["amount"] = "\"1000.00\"",
            [field] = json,
        };
        var body = string.Join(',', fields.Select(one => $"\"{one.Key}\":{one.Value}"));
        return $$"""{"id":"c-1","at":"{{At}}","settleOrder":{ {{body}} } }""";
    }
}
