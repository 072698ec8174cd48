using System.Collections.Immutable;
using System.Globalization;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Shop.Merchants;

namespace Wellspring.Shop.Demo;

/// <summary>Plays ninety days of a demo shop: people join, buy, confirm, return, sell and redeem.</summary>
/// <remarks>
/// It never asks the pool. What it says about points is therefore modest: a sale asks for all points or for few, and
/// points pay only for orders that are surely worth more than they are.
/// </remarks>
internal sealed class DemoPlay
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;

    private readonly DemoShop _shop;
    private readonly Plan _plan;
    private readonly Instant _start;
    private readonly Instant _end;
    private readonly Dice _dice;
    private readonly PriorityQueue<Action<Instant>, (long At, int Turn)> _agenda = new();
    private readonly ImmutableArray<(DemoMerchant Merchant, DemoGoods Goods)> _assortment;
    private readonly ImmutableArray<long> _weights;
    private readonly Dictionary<string, long> _stock = new(StringComparer.Ordinal);
    private readonly List<Person> _people = [];
    private readonly List<Purchase> _purchases = [];
    private readonly ImmutableArray<PoolCommand>.Builder _commands = ImmutableArray.CreateBuilder<PoolCommand>();
    private int _turn;
    private int _sales;

    public DemoPlay(DemoShop shop, Plan plan, Instant start)
    {
        (_shop, _plan, _start, _dice) = (shop, plan, start, new(shop.Seed));
        _end = start.Plus(Duration.Days(DemoSample.Days));
        _assortment = [.. shop.Merchants.SelectMany(merchant => merchant.Goods.Select(goods => (merchant, goods)))];
        var sum = 0L;
        _weights = [.. _assortment.Select(one => sum += one.Goods.Weight)];
        foreach (var (_, goods) in _assortment.Where(one => one.Goods.Stock is not null))
        {
            _stock[goods.Id] = goods.Stock!.Value;
        }
    }

    public static string Nickname(int number) => $"演示会员 {number.ToString("00", CultureInfo.InvariantCulture)}";

    public static string IdOf(int number) => $"demo-m-{number.ToString("0000", CultureInfo.InvariantCulture)}";

    public DemoSample Play()
    {
        Open();
        // Somebody is there before the shops open, so that every purchase has a buyer.
        Plan(OnDay(0, 8), Join);
        foreach (var minute in Draw(_shop.Members - 1, DemoSample.Days * 5 / 6))
        {
            Plan(_start.Milliseconds + (minute * Minute), Join);
        }

        foreach (var minute in Draw(_shop.Purchases, DemoSample.Days))
        {
            Plan(_start.Milliseconds + (minute * Minute), Buy);
        }

        for (var day = 1; day <= DemoSample.Days; day++)
        {
            var id = $"demo-clock-{day.ToString("00", CultureInfo.InvariantCulture)}";
            Plan(_start.Plus(Duration.Days(day)).Milliseconds, at => Say(new PoolCommand.AdvanceClock(id, at)));
        }

        while (_agenda.TryDequeue(out var deed, out var when) && when.At <= _end.Milliseconds)
        {
            deed(new(when.At));
        }

        return new(
            [.. _people.Select(person => person.Member)],
            [.. _purchases.Select(purchase => purchase.Order with { Refunds = [.. purchase.Refunds] })],
            _commands.DrainToImmutable());
    }

    private void Open()
    {
        foreach (var merchant in _shop.Merchants)
        {
            Say(new PoolCommand.RegisterMerchant(
                $"demo-register-{merchant.Id}", _start, merchant.Id, merchant.Commission)
            {
                Developer = merchant.Developer is { } number ? IdOf(number) : null,
            });
            if (merchant.SellsOnWithoutPoints)
            {
                var plain = MintLimit.PoolMerchant(merchant.Id, withPoints: false);
                Say(new PoolCommand.RegisterMerchant($"demo-register-{plain}", _start, plain, Rate.Zero));
            }

            foreach (var topUp in merchant.TopUps)
            {
                var id = $"demo-deposit-{merchant.Id}-{topUp.Day}";
                Plan(OnDay(topUp.Day, 10), at => Say(
                    new PoolCommand.TopUpDeposit(id, at, merchant.Id, topUp.Amount, $"V-{id}")));
            }
        }

        if (!_shop.Debts.IsEmpty)
        {
            Plan(OnDay(DemoDebts.Day, 10), at => _commands.AddRange(DemoDebts.Commands(_shop, _plan, at)));
        }

        foreach (var agent in _shop.Agents)
        {
            Plan(OnDay(agent.Day, 9), at => Say(new PoolCommand.AppointAgent(
                $"agency.appoint.{agent.Id}", at, agent.Division, agent.Tier, IdOf(agent.Member), at,
                at.Plus(Duration.Days(365)), DemoAgencies.ContractHash)));
        }

        foreach (var grant in _shop.Grants)
        {
            var id = $"demo-grant-{grant.Day}";
            Plan(OnDay(grant.Day, 11), at => Say(grant.Share is { } share
                ? new PoolCommand.Subsidise(id, at, grant.Amount, share, "demo subsidy", $"V-{id}", null)
                : new PoolCommand.InjectCapital(id, at, grant.Amount, "demo series A", $"V-{id}", null)));
        }
    }

    /// <summary>Minutes of the sample in order: between 9 and 22 o'clock, a little more of them every day.</summary>
    private IEnumerable<long> Draw(int count, int days)
    {
        var minutes = new long[count];
        for (var index = 0; index < count; index++)
        {
            var day = Math.Max(_dice.Below(days), _dice.Below(days * 2L) - days);
            minutes[index] = (day * 24 * 60) + (9 * 60) + _dice.Below(13 * 60);
        }

        return minutes.Order();
    }

    private void Join(Instant at)
    {
        var number = _people.Count + 1;
        var referrer = _people.Count > 0 && _dice.Chance(_shop.Habits.ReferredOf100, 100)
            ? _people[(int)_dice.Below(_people.Count)].Member.Id
            : null;
        var id = IdOf(number);
        var homes = _shop.Habits.Homes;
        var home = homes.IsEmpty ? null : homes[(int)_dice.Below(homes.Length)];
        _people.Add(new(new(id, Nickname(number), referrer, at), home));
        if (referrer is not null)
        {
            Say(new PoolCommand.BindReferrer($"{id}-bind", at, id, referrer));
        }
    }

    private void Buy(Instant at)
    {
        // The smaller of two draws: who joined early buys more often.
        var buyer = _people[(int)Math.Min(_dice.Below(_people.Count), _dice.Below(_people.Count))];
        var (merchant, goods) = _assortment[_dice.Weighted(_weights)];
        var quantity = goods.HighestPrice is not null ? 1 : _dice.Below(10) switch { < 7 => 1L, < 9 => 2L, _ => 3L };
        var mintsUntil = goods.MintsForDays is { } days ? _start.Plus(Duration.Days(days)) : default(Instant?);
        long? left = _stock.TryGetValue(goods.Id, out var stock) ? stock : null;
        if (mintsUntil is null && left < quantity)
        {
            return;
        }

        var (earning, plain) = MintLimit.Pieces(quantity, left, mintsUntil, at);
        if (left is not null)
        {
            _stock[goods.Id] = stock - earning;
        }

        Order(buyer, merchant, goods, earning, withPoints: true, at);
        Order(buyer, merchant, goods, plain, withPoints: false, at);
    }

    private void Order(Person buyer, DemoMerchant merchant, DemoGoods goods, long quantity, bool withPoints, Instant at)
    {
        if (quantity == 0)
        {
            return;
        }

        var id = $"demo-o-{(_purchases.Count + 1).ToString("0000", CultureInfo.InvariantCulture)}";
        var amount = Amount(goods, quantity);
        var store = goods.Handover is DemoHandover.InStore
            ? merchant.Stores[(int)_dice.Below(merchant.Stores.Length)]
            : null;
        var redeems = withPoints && Redeems(buyer, amount);
        var purchase = new Purchase(
            new(id, buyer.Member.Id, merchant, store, store?.Region ?? buyer.Home ?? merchant.Stores[0].Region, goods,
                quantity, amount, withPoints, redeems, at, null, []));
        _purchases.Add(purchase);
        Money? cost = goods.Basis is InflowBasis.Margin && withPoints
            ? Money.FromUnits(goods.Cost!.Value.Units * quantity)
            : null;
        Say(new PoolCommand.PlaceOrder(
            $"{id}-place", at, id, buyer.Member.Id, MintLimit.PoolMerchant(merchant.Id, withPoints), amount,
            FundingOf(merchant, id), [new(goods.Id, amount, cost)])
        {
            Region = _shop.Agents.IsEmpty ? null : purchase.Order.Region,
        });
        if (redeems)
        {
            buyer.Unsold = Money.Zero;
            Say(new PoolCommand.RedeemPoints($"{id}-redeem", at, buyer.Member.Id, PointsAsked.All, id, null));
        }

        PlanLife(buyer, purchase, at);
    }

    private Money Amount(DemoGoods goods, long quantity) => goods.HighestPrice is { } highest
        ? Money.FromUnits(goods.Price.Units
            + (_dice.Below((highest.Units - goods.Price.Units) / Money.UnitsPerFen) * Money.UnitsPerFen))
        : Money.FromUnits(goods.Price.Units * quantity);

    private static Funding FundingOf(DemoMerchant merchant, string order) => new(
        merchant.Funding,
        merchant.Funding switch
        {
            FundingMode.MerchantDirect => $"deposit-{merchant.Id}",
            FundingMode.LicensedSplit => $"split-{order}",
            _ => $"bill-{order}",
        });

    // All points go into one order, so it must take more than they can be worth.
    private bool Redeems(Person buyer, Money amount)
    {
        var share = _plan.Redeeming.MaxShareOfOrder ?? Rate.Whole;
        return _plan.Redeeming.Enabled && buyer.Unsold > Money.Zero && !(amount < _plan.Redeeming.MinOrder)
            && share.Of(amount).Units >= buyer.Unsold.Units * _shop.Habits.WorthOf100 / 100
            && _dice.Chance(_shop.Habits.RedeemsOf100, 100);
    }

    private void PlanLife(Person buyer, Purchase purchase, Instant at)
    {
        var isInStore = purchase.Order.Goods.Handover is DemoHandover.InStore;
        var arrives = at.Milliseconds
            + (isInStore ? 3 * Minute : (1 + _dice.Below(4)) * Instant.MillisecondsPerDay + (_dice.Below(8) * Hour));
        var orders = _plan.Orders;
        var isConfirmed = isInStore || orders.AutoReceiveAfter is null || _dice.Chance(_shop.Habits.ConfirmsOf100, 100);
        var final = (isConfirmed ? arrives : at.Milliseconds + orders.AutoReceiveAfter!.Value.Milliseconds)
            + orders.ReturnWindow.Milliseconds;
        if (isConfirmed)
        {
            Plan(arrives, moment => Deliver(purchase, moment));
        }

        if (_dice.Chance(_shop.Habits.RefundedOf1000, 1000))
        {
            var isPart = _dice.Chance(_shop.Habits.PartOf100, 100);
            var amount = isPart ? Part(purchase.Order.Amount) : purchase.Order.Amount;
            Plan(arrives + Hour + _dice.Below(final - arrives - Hour), moment => Return(purchase, amount, moment));
            if (!isPart)
            {
                return;
            }
        }
        else if (_dice.Chance(_shop.Habits.ReversedOf1000, 1000))
        {
            Plan(final + ((1 + _dice.Below(15)) * Instant.MillisecondsPerDay), moment => Reverse(purchase, moment));
        }

        // A minute later, so that whatever brings the time then has settled it before.
        Plan(final + Minute, moment => Settled(buyer, purchase, moment));
    }

    private void Deliver(Purchase purchase, Instant at)
    {
        purchase.Order = purchase.Order with { DeliveredAt = at };
        Say(new PoolCommand.DeliverOrder($"{purchase.Order.Id}-deliver", at, purchase.Order.Id));
    }

    private void Return(Purchase purchase, Money amount, Instant at)
    {
        purchase.Refunds.Add(new(at, amount, AfterFinal: false));
        Say(new PoolCommand.RefundOrder($"{purchase.Order.Id}-refund", at, purchase.Order.Id, amount));
    }

    // What points paid of an order cannot be reversed in money, so a part is, that cash surely paid.
    private void Reverse(Purchase purchase, Instant at)
    {
        var amount = purchase.Order.RedeemsPoints ? Part(purchase.Order.Amount) : purchase.Order.Amount;
        purchase.Refunds.Add(new(at, amount, AfterFinal: true));
        Say(new PoolCommand.ReverseOrder($"{purchase.Order.Id}-reverse", at, purchase.Order.Id, amount));
    }

    private void Settled(Person buyer, Purchase purchase, Instant at)
    {
        if (!purchase.Order.WithPoints)
        {
            return;
        }

        buyer.Spent += purchase.Order.Amount;
        buyer.Unsold += purchase.Order.Amount;
        if (_plan.Selling.Enabled && _dice.Chance(_shop.Habits.SellsOf100, 100))
        {
            var later = _plan.Selling.MinHolding.Milliseconds + (_dice.Below(5) * Instant.MillisecondsPerDay);
            Plan(at.Milliseconds + later + (_dice.Below(4) * Hour),
                moment => Sell(buyer, purchase.Order.Amount, moment));
        }
    }

    private void Sell(Person seller, Money boughtFor, Instant at)
    {
        if (seller.Unsold < boughtFor || seller.Spent < _plan.Selling.MinSpendBeforeSale)
        {
            return;
        }

        var all = _dice.Chance(_shop.Habits.SellsAllOf100, 100);
        var few = Points.FromUnits(boughtFor.Units * (Points.UnitsPerPoint / Money.UnitsPerYuan)
            / _shop.Habits.SaleDivisor);
        seller.Unsold = all ? Money.Zero : seller.Unsold;
        Say(new PoolCommand.SellPoints(
            $"demo-s-{(++_sales).ToString("0000", CultureInfo.InvariantCulture)}", at, seller.Member.Id,
            all ? PointsAsked.All : new(few), Money.Zero, null));
    }

    private Money Part(Money amount) =>
        Money.FromUnits(amount.Units * (15 + _dice.Below(20)) / 100).FloorToFen();

    private long OnDay(int day, int hour) => _start.Plus(Duration.Days(day)).Milliseconds + (hour * Hour);

    private void Plan(long at, Action<Instant> deed) => _agenda.Enqueue(deed, (at, _turn++));

    private void Say(PoolCommand command) => _commands.Add(command);

    private sealed class Person(DemoMember member, string? home)
    {
        public DemoMember Member { get; } = member;

        public string? Home { get; } = home;

        /// <summary>Orders that became final.</summary>
        public Money Spent { get; set; }

        /// <summary>The same, of which points are left, for all this play knows.</summary>
        public Money Unsold { get; set; }
    }

    private sealed class Purchase(DemoOrder order)
    {
        public DemoOrder Order { get; set; } = order;

        public List<DemoRefund> Refunds { get; } = [];
    }
}
