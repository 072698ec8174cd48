using System.Text;
using Wellspring.Server.Console;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Orders;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Tests.Console;

/// <summary>A channel's bill against our payments, both ways.</summary>
public sealed class BillMatchingTests
{
    private const string Header =
        "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,"
        + "微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";

    [Fact]
    public async Task Only_what_disagrees_is_listed_and_the_same_bill_twice_adds_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        var payments = new List<string>();
        for (var number = 0; number < 3; number++)
        {
            await server.BuyAsync("m-buyer", shop.AtTheTill(100));
        }

        var database = server.Get<ShopDatabase>();
        database.Write(transaction => transaction.Execute($"UPDATE payments SET channel = 'wechat'"));
        payments.AddRange(database.Read(reader => reader.All(
            $"SELECT id FROM payments WHERE state = 'paid' ORDER BY created_at, id", row => row.Text(0))));
        var bill = Bill(Paid(payments[0], "100.00"), Paid(payments[1], "99.00"), Paid("unknown0001", "5.00"));
        var bills = server.Get<BillMatching>();

        var match = bills.Match(bill, "u-test");

        Assert.Empty(match.Problems);
        Assert.Equal((3, 1, 3), (match.Rows, match.Matched, match.Differences));
        Assert.Equal(
            [(payments[1], "amount"), (payments[2], "missing-there"), ("unknown0001", "unknown-here")],
            bills.All(cleared: false, 10).Select(one => (one.Deed, one.Kind)).OrderBy(one => one.Kind,
                StringComparer.Ordinal));
        bills.Match(bill, "u-test");
        Assert.Equal(3, bills.All(cleared: false, 10).Count);
    }

    [Fact]
    public async Task A_difference_is_cleared_with_a_note_once_and_stays_on_record()
    {
        await using var server = await RunningServer.StartAsync();
        var finance = Crew.Join(server, "fin@example.test", "E10000001", Roles.Finance);
        var bills = server.Get<BillMatching>();
        bills.Match(Bill(Paid("unknown0001", "5.00")), finance.Id);
        var one = Assert.Single(bills.All(cleared: false, 10));
        using var walker = await finance.LogInAsync();
        await walker.OpenAsync("/console");
        Assert.Contains("账单差异", walker.Text, StringComparison.Ordinal);

        Assert.NotNull(bills.Clear(one.Id, finance.Id, " "));
        Assert.Null(bills.Clear(one.Id, finance.Id, "paid twice, sent back"));
        Assert.NotNull(bills.Clear(one.Id, finance.Id, "again"));

        Assert.Empty(bills.All(cleared: false, 10));
        Assert.Equal("paid twice, sent back", Assert.Single(bills.All(cleared: true, 10)).Note);
        Assert.Contains(server.Get<ConsoleReads>().Audit(one.Id), row => row.Act == "bill.cleared");
    }

    [Fact]
    public async Task A_file_that_is_no_bill_gets_a_sentence()
    {
        await using var server = await RunningServer.StartAsync();

        var match = server.Get<BillMatching>().Match("a,b,c\n1,2,3\n"u8, "u-test");

        Assert.Equal("", match.Channel);
        Assert.NotEmpty(match.Problems);
    }

    private static string Paid(string id, string amount) =>
        $"`2026-11-22 14:00:01,`wx8888888888888888,`1900000109,`0,`,`4200{id},`{id},`o-payer,`NATIVE,`SUCCESS,`OTHERS,"
        + $"`CNY,`{amount},`0.00,`0,`0,`0.00,`0.00,`,`,`茶,`,`0.60000,`0.60%,`{amount},`0.00,`";

    private static byte[] Bill(params string[] rows) => Encoding.UTF8.GetBytes(string.Join("\r\n",
    [
        Header, .. rows, "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额",
        $"`{rows.Length},`1.00,`0.00,`0.00,`0.00,`1.00,`0.00", "",
    ]));
}
