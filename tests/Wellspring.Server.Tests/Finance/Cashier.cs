using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Core.Taxes;
using Wellspring.Server.Tests.Console;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Access;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Tests.Finance;

/// <summary>A platform under profile CN that may pay people out, with two people of the operator.</summary>
internal sealed class Cashier : IAsyncDisposable
{
    public const string Name = "林小雨";
    public const string Number = "11010519491231002X";
    public const string Account = "6222000011112222";
    public static readonly string Paper = new('a', 64);

    private Cashier(RunningServer server)
    {
        Server = server;
        Finance = Crew.Join(server, "finance@example.test", "E10000001", Roles.Finance);
        Risk = Crew.Join(server, "risk@example.test", "E20000002", Roles.Risk);
    }

    /// <summary>Selling and withdrawals on, one tier, no cap.</summary>
    public const string Plan = """
        {
          "id": "cn-cash", "version": 1, "name": { "zh": "街角小店", "en": "Corner shop" }, "operator": "Test",
          "profile": "CN", "timeZone": "+08:00",
          "pool": { "startPrice": "1", "float": "1000", "mintRatio": "70%", "splitAt": "1000" },
          "split": { "commission": "20%", "platform": "2%", "rewardBudget": "2%", "unassignedRewards": "pool" },
          "selling": { "enabled": true, "retention": "20%" },
          "redeeming": { "enabled": true, "redeemRate": "100%" },
          "cap": { "multiple": "none" },
          "orders": { "returnWindow": "7d" },
          "rewards": { "direct": "0.3%" },
          "wallet": { "withdrawal": { "enabled": true, "fee": "1.00", "min": "10.00" } }
        }
        """;

    public RunningServer Server { get; }

    public CrewMember Finance { get; }

    public CrewMember Risk { get; }

    public static async Task<Cashier> OpenAsync(string plan = Plan, string? folder = null) =>
        new(await RunningServer.StartAsync(folder: folder, ready: Signed.Plan(plan, "CN-PAY-06", "CN-TAX-03")));

    public T Get<T>()
        where T : notnull => Server.Get<T>();

    /// <summary>One asks, the other approves.</summary>
    public async Task<ActAnswer> TwoAsync(TwoPersonAct? act, CrewMember? first = null, CrewMember? second = null)
    {
        var asked = await Get<Approvals>().AskAsync((first ?? Finance).Id, act!, default);
        Assert.True(asked.IsGood, asked.Sentence.En);
        return await Get<Approvals>().ApproveAsync(asked.Token!, (second ?? Risk).Id, default);
    }

    /// <summary>A flat fifth on sales of points, cumulative labour tax on rewards.</summary>
    public async Task DecideTaxAsync()
    {
        foreach (var draft in new TaxRuleDraft[]
        {
            new(TaxBook.PointSale, nameof(TaxMethod.Flat), "20%", "偶然所得", "个人所得税法第二条", "王会计", Paper),
            new(TaxBook.Reward, nameof(TaxMethod.CumulativeLabour), "", "劳务报酬所得", "公告2025年第16号", "王会计", Paper),
        })
        {
            Assert.Equal(ActAnswer.Done, (await TwoAsync(TaxBook.Draft(draft).Act)).Code);
        }
    }

    /// <summary>The bank says what the book says.</summary>
    public async Task AttestAsync(Money? more = null)
    {
        var now = Get<PoolClock>().Now();
        var balance = Get<AttestationBook>().BookAt(now) + (more ?? Money.Zero);
        var asOf = now.Plus(new(8 * 3_600_000L)).ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm");
        var (act, wrong) = Get<AttestationBook>().Draft(
            "6222 0000 9999 8888", Decimals.Write(balance.Units / Money.UnitsPerFen, 2), asOf, Paper);
        Assert.True(act is not null, wrong?.En);
        Assert.Equal(ActAnswer.Done, (await TwoAsync(act)).Code);
    }

    /// <summary>A member with a verified identity and wallet money of so many yuan spent.</summary>
    public async Task<Walker> MemberAsync(string member, string spend = "10000", string number = Number)
    {
        var walker = Server.VisitAs(member);
        await BuyAsync(member, spend);
        await walker.OpenAsync("/sell/quote?by=all");
        await walker.SendAsync();
        await IdentifyAsync(walker, number);
        Assert.Null(Get<PayeeBook>().Approve(Get<PayeeBook>().Own(member)!.Value.Card.Id, Risk.Id));
        return walker;
    }

    /// <summary>An order of own goods, delivered, its return window over.</summary>
    public async Task BuyAsync(string member, string yuan)
    {
        Assert.True(Decimals.TryRead(yuan, Money.Decimals, out var units));
        var (order, at) = (Wellspring.Shop.Ids.New("o"), Get<PoolClock>().Now());
        var answers = await Get<PoolGate>().SubmitAsync(
            [
                new PoolCommand.PlaceOrder("place." + order, at, order, member, "own", Money.FromUnits(units),
                    new(FundingMode.OwnGoods, "bill-" + order), []),
                new PoolCommand.DeliverOrder("deliver." + order, at, order),
            ],
            default);
        Assert.All(answers, answer => Assert.Equal(Refusal.None, answer.Reason));
        await Server.PassAsync(TimeSpan.FromDays(8));
    }

    /// <summary>Hands the identity in, through the page.</summary>
    public static async Task IdentifyAsync(
        Walker walker, string number = Number, params (string Name, string Value)[] instead)
    {
        await walker.OpenAsync("/identity");
        await walker.SendAsync("#identity",
        [
            .. new (string Name, string Value)[]
            {
                ("name", Name), ("document", "resident"), ("number", number), ("channel", "manual"), ("bank", "工商银行"),
                ("account", Account), ("holder", Name), ("agree", "yes"),
            }.Where(pair => instead.All(other => other.Name != pair.Name)),
            .. instead,
        ]);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
