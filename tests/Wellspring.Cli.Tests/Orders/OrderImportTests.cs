using Wellspring.Cli.Orders;
using Wellspring.Core.Pools;

namespace Wellspring.Cli.Tests.Orders;

public sealed class OrderImportTests
{
    [Fact]
    public void An_order_is_placed_and_delivered_at_its_time_and_the_clock_ends_after_the_return_window()
    {
        var imported = Given.Import(Given.FullMap("\"funding\": \"own-goods\","),
            Given.File("1001,m1,2026-01-05T10:00:00,88.00,United Kingdom,order,"));

        var at = Given.At("2026-01-05T10:00:00+08:00");
        var place = Assert.IsType<PoolCommand.PlaceOrder>(imported.Commands[0]);
        Assert.Equal(("shop:1001:place", at, "1001", "m1", "United-Kingdom", Given.Yuan("88")),
            (place.Id, place.At, place.Order, place.Member, place.Merchant, place.Amount));
        Assert.Equal(new(FundingMode.OwnGoods, "1001"), place.Funding);
        Assert.Empty(place.Lines);
        Assert.Equal(new PoolCommand.DeliverOrder("shop:1001:deliver", at, "1001"), imported.Commands[1]);
        Assert.Equal(at.Plus(Given.SevenDays), Assert.IsType<PoolCommand.AdvanceClock>(imported.Commands[2]).At);
        Assert.Equal(3, imported.Commands.Count);
        Assert.Equal(3, imported.Count.Commands);
    }

    [Fact]
    public void A_simple_file_needs_no_kinds_and_its_merchant_is_the_shop()
    {
        var imported = Given.Import(Given.Map(Given.SimpleMap),
            "order,customer,time,amount\n1,张三,2026-01-05,10\n2,李四,2026-01-05,20\n");

        Assert.Equal([RowVerdict.Ordered, RowVerdict.Ordered], imported.Verdicts);
        Assert.All(imported.Commands.OfType<PoolCommand.PlaceOrder>(), place => Assert.Equal("shop", place.Merchant));
        Assert.DoesNotContain(imported.Ids, id => id.Contains('张', StringComparison.Ordinal));
        Assert.Equal(2, imported.Count.Members);
    }

    [Fact]
    public void Importing_twice_gives_the_same_commands_under_ids_used_once()
    {
        var text = Given.File(
            "1,a,2026-01-05,10,s,order,", "2,b,2026-01-05,20,s,order,", "r1,a,2026-01-06,4,s,refund,1",
            "r2,b,2026-01-20,5,s,refund,2");
        var map = Given.FullMap("\"referrals\": { \"invented\": true, \"every\": 1 },");

        var first = Given.Import(map, text);
        var second = Given.Import(map, text);

        // Records compare an empty array of lines by identity, so the text is compared.
        Assert.Equal(first.Commands.Select(command => command.ToString()),
            second.Commands.Select(command => command.ToString()));
        Assert.Equal(first.Ids.Count, first.Ids.Distinct().Count());
        Assert.All(first.Ids, id => Assert.True(LegalId.IsLegal(id), id));
    }

    [Theory]
    [InlineData("2026-01-12T09:59:59.999", false)]
    [InlineData("2026-01-12T10:00:00", true)]
    [InlineData("2026-01-12T10:00:00.001", true)]
    public void A_refund_on_the_stroke_of_finality_finds_the_order_final(string refunded, bool isFinal)
    {
        var imported = Given.Import(Given.FullMap(), Given.File(
            "1,a,2026-01-05T10:00:00,10,s,order,", $"r1,a,{refunded},10,s,refund,1"));

        Assert.Equal(isFinal ? RowVerdict.Reversed : RowVerdict.Refunded, imported.Verdicts[1]);
        Assert.Equal(isFinal, imported.Commands[2] is PoolCommand.ReverseOrder);
        Assert.Equal("shop:r1:refund", imported.Commands[2].Id);
        Assert.Equal(isFinal ? "10.000000" : "0.000000", imported.Count.ReversedYuan.ToString());
    }

    [Fact]
    public void Finality_goes_by_the_clock_that_any_order_moved_not_by_the_rows_own_time()
    {
        var imported = Given.Import(Given.FullMap(), Given.File(
            "1,a,2026-01-05,10,s,order,", "2,b,2026-01-12,10,s,order,", "r1,a,2026-01-06,1,s,refund,1",
            "3,b,2026-01-01,10,s,order,", "r3,b,2026-01-18T23:59,1,s,refund,3", "r3b,b,2026-01-19,1,s,refund,3"));

        Assert.Equal(
            [RowVerdict.Ordered, RowVerdict.Ordered, RowVerdict.Reversed, RowVerdict.Ordered, RowVerdict.Refunded,
                RowVerdict.Reversed],
            imported.Verdicts);
    }

    [Fact]
    public void Rows_that_send_nothing_do_not_move_the_clock()
    {
        var imported = Given.Import(Given.FullMap(), Given.File(
            "1,a,2026-01-05,10,s,order,", "2,,2027-01-01,10,s,order,", "3,a,2027-01-01,0,s,order,",
            "x,,2027-01-01,1,s,note,", "r9,a,2027-01-01,1,s,refund,9", "r1,a,2026-01-06,1,s,refund,1"));

        Assert.Equal(RowVerdict.Refunded, imported.Verdicts[^1]);
        Assert.Equal(Given.At("2026-01-06T00:00+08:00"), imported.Count.Clock);
    }

    [Fact]
    public void Equal_times_keep_the_files_order()
    {
        var imported = Given.Import(Given.FullMap(), Given.File(
            "9,a,2026-01-05,10,s,order,", "r9,a,2026-01-05,1,s,refund,9", "1,b,2026-01-05,10,s,order,"));

        Assert.Equal(
            ["shop:9:place", "shop:9:deliver", "shop:r9:refund", "shop:1:place", "shop:1:deliver"],
            imported.Ids[..5]);
    }

    [Fact]
    public void A_full_refund_in_parts_converts_to_exactly_the_orders_yuan()
    {
        // 10.00 × 9.128 is 91.28; thirds of it floor differently one by one.
        var imported = Given.Import(Given.FullMap("\"rateToYuan\": \"9.128\","), Given.File(
            "1,a,2026-01-05,10.00,s,order,", "r1,a,2026-01-06,3.33,s,refund,1", "r2,a,2026-01-07,3.33,s,refund,1",
            "r3,a,2026-01-20,3.34,s,refund,1"));

        Assert.Equal(Given.Yuan("91.28"), imported.Count.OrderedYuan);
        Assert.Equal(
            ["30.390000", "30.400000"],
            imported.Commands.OfType<PoolCommand.RefundOrder>().Select(refund => refund.Amount.ToString()));
        Assert.Equal(Given.Yuan("30.49"), imported.Commands.OfType<PoolCommand.ReverseOrder>().Single().Amount);
        Assert.Equal(imported.Count.OrderedYuan, imported.Count.RefundedYuan + imported.Count.ReversedYuan);
    }

    [Fact]
    public void A_refund_below_a_fen_waits_for_the_next()
    {
        var imported = Given.Import(Given.FullMap("\"rateToYuan\": \"0.05\","), Given.File(
            "1,a,2026-01-05,10,s,order,", "r1,a,2026-01-06,0.10,s,refund,1", "r2,a,2026-01-06,0.10,s,refund,1"));

        Assert.Equal([2, 0, 1], imported.Outcomes.Select(outcome => outcome.Commands.Length));
        Assert.Equal(Given.Yuan("0.01"), imported.Count.RefundedYuan);
        Assert.Equal(new Tally(2, Given.Amount("0.20")), imported.Count.Refunded);
    }

    [Fact]
    public void A_refund_takes_what_is_left_of_the_order_and_the_excess_is_counted()
    {
        var imported = Given.Import(Given.FullMap(), Given.File(
            "1,a,2026-01-05,10,s,order,", "r1,a,2026-01-06,4,s,refund,1", "r2,a,2026-01-07,-18,s,refund,1",
            "r3,a,2026-01-08,1,s,refund,1"));

        Assert.Equal(
            [RowVerdict.Ordered, RowVerdict.Refunded, RowVerdict.Refunded, RowVerdict.RefundExceedsOrder],
            imported.Verdicts);
        Assert.Equal(Given.Amount("12"), imported.Outcomes[2].Excess);
        Assert.Equal(Given.Yuan("6"), Assert.IsType<PoolCommand.RefundOrder>(imported.Commands[3]).Amount);
        Assert.Equal(new Tally(1, Given.Amount("12")), imported.Count.Clipped);
        Assert.Equal(new Tally(1, Given.Amount("1")), imported.Count.Refused);
        Assert.Equal(new Tally(4, Given.Amount("33")), imported.Count.RowsIn);
    }

    [Fact]
    public void What_cannot_be_settled_is_refused_skipped_or_reported_and_all_of_it_adds_up()
    {
        var imported = Given.Import(Given.FullMap("\"rateToYuan\": \"2\","), Given.File(
            "1,a,2026-01-05,10,s,order,",
            "1,a,2026-01-05,11,s,order,",
            "2,,2026-01-05,12,s,order,",
            "r2,,2026-01-06,5,s,refund,2",
            "3,a,2026-01-05,0,s,order,",
            "r3,a,2026-01-06,1,s,refund,3",
            "r4,a,2026-01-06,7,s,refund,",
            "r5,a,2026-01-06,7,s,refund,nine",
            "5,a,2026-01-06,0.004,s,order,",
            "6,a,2026-01-06,500000000.01,s,order,",
            "A1,,2026-01-06,-11062.06,s,note,",
            "r1,a,2026-01-06,3,s,refund,1",
            "r1,a,2026-01-06,3,s,refund,1",
            "r9,a,2026-01-06,0,s,refund,1",
            "bad,a,2026-01-06,?,s,order,"));

        Assert.Equal(
            [
                RowVerdict.Ordered, RowVerdict.OrderExists, RowVerdict.NoCustomer, RowVerdict.RefundOfUnsettled,
                RowVerdict.Zero, RowVerdict.RefundOfUnsettled, RowVerdict.UnmatchedRefund, RowVerdict.UnmatchedRefund,
                RowVerdict.Zero, RowVerdict.AmountTooLarge, RowVerdict.SkippedKind, RowVerdict.Refunded,
                RowVerdict.RefundExists, RowVerdict.Zero, RowVerdict.Unreadable,
            ],
            imported.Verdicts);
        var count = imported.Count;
        Assert.Equal((14L, 1L), (count.RowsIn.Rows, count.Unreadable));
        Assert.Equal(count.RowsIn.Rows,
            count.Ordered.Rows + count.Refunded.Rows + count.Reversed.Rows + count.Refused.Rows + count.Skipped.Rows);
        Assert.Equal(count.RowsIn.Amount,
            count.Ordered.Amount + count.Refunded.Amount + count.Refused.Amount + count.Skipped.Amount);
        Assert.Equal("-11062.056", count.Skipped.Amount.ToString());
        Assert.Equal((Given.Yuan("20"), Given.Yuan("6")), (count.OrderedYuan, count.RefundedYuan));
        Assert.Equal("refund-of-unsettled", RowVerdict.RefundOfUnsettled.Code());
    }

    [Fact]
    public void Refunds_without_numbers_of_their_own_are_told_apart_by_their_place_among_their_kind()
    {
        var map = Given.Map(Given.SimpleMap.Replace("\"amount\" }", "\"amount\", \"kind\": \"kind\" }",
            StringComparison.Ordinal));

        var imported = Given.Import(map,
            """
            order,customer,time,amount,kind
            1,a,2026-01-05,10,order
            1,a,2026-01-06,2,refund
            1,a,2026-01-07,2,refund
            """);

        Assert.Equal(["shop:1:refund-1", "shop:1:refund-2"], imported.Ids[2..4]);
    }

    [Fact]
    public void Without_a_kind_column_a_row_that_names_an_order_is_its_refund()
    {
        var map = Given.Map(Given.SimpleMap.Replace("\"amount\" }", "\"amount\", \"refunds\": \"of\" }",
            StringComparison.Ordinal));

        var imported = Given.Import(map,
            "order,customer,time,amount,of\n1,a,2026-01-05,10,\n2,a,2026-01-06,-2,1\n");

        Assert.Equal([RowVerdict.Ordered, RowVerdict.Refunded], imported.Verdicts);
    }

    [Fact]
    public void Prefixes_keep_two_shops_of_one_pool_apart()
    {
        var imported = Given.Import(
            Given.FullMap("\"orderPrefix\": \"o-\", \"memberPrefix\": \"会员\", \"merchantPrefix\": \"s-\","),
            Given.File("1,a,2026-01-05,10,East,order,", "r1,a,2026-01-06,10,East,refund,1"));

        var place = Assert.IsType<PoolCommand.PlaceOrder>(imported.Commands[0]);
        Assert.Equal(("o-1", "会员a", "s-East"), (place.Order, place.Member, place.Merchant));
        Assert.Equal("o-1", Assert.IsType<PoolCommand.RefundOrder>(imported.Commands[2]).Order);
    }

    [Theory]
    [InlineData("United Kingdom", "United-Kingdom")]
    [InlineData("  O'Neill & Sons. ", "O-Neill-Sons.")]
    [InlineData("a-b", "a-b")]
    [InlineData("-", "-")]
    public void A_merchants_id_stays_readable(string text, string id) => Assert.Equal(id, new MerchantIds("").Of(text));

    [Fact]
    public void Merchants_that_would_look_alike_are_kept_apart()
    {
        var ids = new MerchantIds("");
        string[] texts = ["A B", "A-B", "A  B", "A/B", "店", "铺", "Côte", "!!", new('x', 100), new('x', 101)];

        var given = texts.Select(ids.Of).ToList();

        Assert.Equal("A-B", given[0]);
        Assert.Equal(texts.Length, given.Distinct().Count());
        Assert.All(given, id => Assert.True(LegalId.IsLegal(id), id));
        Assert.Equal(given, texts.Select(ids.Of));
        Assert.Equal(texts.Length, ids.Count);
    }

    [Fact]
    public void Every_so_manyth_new_member_is_referred_by_an_earlier_one_right_before_the_first_order()
    {
        var rows = Enumerable.Range(1, 40).Select(number => $"{number},m{number % 30},2026-01-05,10,s,order,");

        var imported = Given.Import(Given.FullMap("\"referrals\": { \"invented\": true, \"every\": 4 },"),
            Given.File([.. rows]));

        var binds = imported.Commands.OfType<PoolCommand.BindReferrer>().ToList();
        Assert.Equal(["m4", "m8", "m12", "m16", "m20", "m24", "m28"], binds.Select(bind => bind.Member));
        Assert.Equal(7, imported.Count.Referrals);
        Assert.All(binds, bind =>
        {
            Assert.True(int.Parse(bind.Referrer[1..], null) < int.Parse(bind.Member[1..], null));
            var next = imported.Commands[imported.Commands.IndexOf(bind) + 1];
            Assert.Equal(bind.Member, Assert.IsType<PoolCommand.PlaceOrder>(next).Member);
        });
        Assert.Contains("every 4th new member", InventedReferrals.RuleEn(4), StringComparison.Ordinal);
    }

    [Fact]
    public void A_longer_file_repeats_the_commands_of_the_shorter_and_ends_under_another_id()
    {
        string[] rows = ["1,a,2026-01-05,10,s,order,", "r1,a,2026-01-06,10,s,refund,1", "2,b,2026-01-07,10,s,order,"];

        var shorter = Given.Import(Given.FullMap(), Given.File(rows[..2]));
        var longer = Given.Import(Given.FullMap(), Given.File(rows));

        Assert.Equal(shorter.Ids[..^1], longer.Ids[..3]);
        Assert.NotEqual(shorter.Ids[^1], longer.Ids[^1]);
    }

    [Fact]
    public void An_empty_file_gives_no_command()
    {
        var imported = Given.Import(Given.FullMap(), Given.File());

        Assert.Empty(imported.Commands);
        Assert.Null(imported.Count.Clock);
    }
}
