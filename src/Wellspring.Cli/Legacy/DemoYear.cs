using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Wellspring.Cli.Orders;
using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;
using Wellspring.Engine;

namespace Wellspring.Cli.Legacy;

/// <summary>
/// A year in which an old platform's creditors are asked, agree or not, and buy with coins beside everybody else.
/// </summary>
/// <remarks>
/// The orders come from a file; who of its customers is a creditor is invented, and so is everything a creditor does.
/// All of it goes through the pool's own commands under ids of their own, so the year can be replayed and verified.
/// </remarks>
internal sealed class DemoYear
{
    private const int OfferDays = 30;
    private const int CommandsAtOnce = 1_000;
    private const string Director = "demo-director";
    private const string Cashier = "demo-cashier";

    // The operator's money comes four times a month, so that the fund is short at times, as funds are.
    private static readonly ImmutableArray<int> FundingDays = [1, 8, 15, 22];

    private static readonly string Offer = Hash("demo offer");

    private readonly PoolDesk _desk;
    private readonly ImmutableArray<OldCreditor> _creditors;
    private readonly Money _funding;
    private readonly Dice _dice;
    private readonly SortedDictionary<long, List<PoolCommand>> _agenda = [];
    private readonly Dictionary<string, string> _members = new(StringComparer.Ordinal);
    private readonly List<MonthEnd> _months = [];
    private readonly SortedDictionary<string, long> _refusals = new(StringComparer.Ordinal);
    private int _open;
    private long _day;
    private Money _wanted;
    private long _coinOrders;
    private long _shortOrders;
    private long _orders;

    private DemoYear(PoolDesk desk, ImmutableArray<OldCreditor> creditors, Money funding, ulong seed) =>
        (_desk, _creditors, _funding, _dice) = (desk, creditors, funding, new(seed ^ 0x5EED_0F_0DEB7));

    private Pool Pool => _desk.Pool;

    private Duration Zone => Pool.Plan.Settings.TimeZone;

    /// <summary>Runs the year; the desk's journal holds it afterwards.</summary>
    /// <param name="rows">The translated rows of an order file, in its order.</param>
    public static DemoOutcome Run(
        PoolDesk desk, ImmutableArray<OldCreditor> creditors, IReadOnlyList<RowOutcome> rows, Money funding, ulong seed,
        Action<double> progress) =>
        new DemoYear(desk, creditors, funding, seed).Run(rows, progress);

    /// <summary>The first order's calendar day, counted from 1970-01-01; nothing in a file without orders.</summary>
    public static DateOnly? FirstDay(IReadOnlyList<RowOutcome> rows, Duration zone) =>
        rows.SelectMany(row => row.Commands).FirstOrDefault() is { At: var first }
            ? DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays((int)first.DayAt(zone))
            : null;

    private DemoOutcome Run(IReadOnlyList<RowOutcome> rows, Action<double> progress)
    {
        var first = rows.SelectMany(row => row.Commands).First().At.DayAt(Zone);
        _day = first - OfferDays;
        MeetCustomers(rows);
        PlanAll(first);
        RegisterAll();
        for (var index = 0; index < rows.Count; index++)
        {
            foreach (var command in rows[index].Commands)
            {
                GoTo(command.At.DayAt(Zone));
                Shop(command);
            }

            progress((double)(index + 1) / rows.Count);
        }

        Finish();
        return new(_months, _refusals, _orders, _coinOrders, _shortOrders, _members.Values.Count(IsCreditor), _funding)
        {
            Days = _day - first,
            Wanted = _wanted,
        };
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static long DayOf(DateOnly date) => date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    private static bool IsCreditor(string member) => member[0] == 'c';

    private void PlanAll(long first)
    {
        var registered = first - OfferDays;
        foreach (var creditor in _creditors)
        {
            var answered = registered + 1 + creditor.AnswerDay;
            PlanTrouble(creditor, registered, answered);
            if (creditor.Answer is not OldAnswer.Silent)
            {
                Do(answered, Reply(creditor, answered));
            }
        }

        for (var day = first; day < first + 366; day++)
        {
            var date = DateTime.UnixEpoch.AddDays(day);
            if (day == first || FundingDays.Contains(date.Day))
            {
                var part = Money.FromUnits(_funding.Units / FundingDays.Length).FloorToFen();
                var id = $"fund-{date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
                Do(day, new PoolCommand.FundSettlement(id, At(day, 8), part, "operator", id, Director));
            }
        }
    }

    private void PlanTrouble(OldCreditor creditor, long registered, long answered)
    {
        var (name, claim) = (creditor.Name, creditor.Claims[0]);
        switch (creditor.Trouble)
        {
            case OldTrouble.Disputed:
                var agreed = Money.FromUnits(claim.Amount.Units / 10 * 7).FloorToFen();
                Do(registered + 1, new PoolCommand.DisputeClaim(
                    $"dispute-{name}", At(registered + 1, 7), claim.Id, Cashier, "amount"));
                if (_dice.Chance(1, 2))
                {
                    Do(registered + 90, new PoolCommand.ResolveClaim(
                        $"resolve-{name}", At(registered + 90, 7), claim.Id, agreed, Cashier, Director,
                        Hash($"agreement {name}")));
                }

                break;
            case OldTrouble.Inherited or OldTrouble.Assigned:
                var how = creditor.Trouble is OldTrouble.Inherited ? ClaimTransfer.Inherited : ClaimTransfer.Assigned;
                Do(registered + 1, new PoolCommand.TransferClaim(
                    $"transfer-{name}", At(registered + 1, 7), claim.Id, $"{name}-heir", how,
                    Hash($"deed {name}"), Cashier, Director));
                break;
            case OldTrouble.Revokes:
                Do(answered + 1, new PoolCommand.RevokeConsent($"revoke-{name}", At(answered + 1, 7), name));
                break;
            default:
                break;
        }
    }

    private PoolCommand.AnswerOffer Reply(OldCreditor creditor, long day)
    {
        var answer = creditor.SaysYes ? OfferAnswer.Yes
            : creditor.Answer is OldAnswer.No ? OfferAnswer.No
            : OfferAnswer.Later;
        var part = creditor.Answer is OldAnswer.Part
            ? Money.FromUnits(creditor.Amount.Units / 2).FloorToFen()
            : (Money?)null;
        return new($"answer-{creditor.Name}", At(day, 6), creditor.Name, answer, Offer, part,
            creditor.Answer is OldAnswer.YesReducing);
    }

    private void RegisterAll()
    {
        foreach (var creditor in _creditors)
        {
            foreach (var claim in creditor.Claims)
            {
                Send(new PoolCommand.RegisterClaim(
                    $"claim-{claim.Id}", At(_day, 5), claim.Id, creditor.Name, claim.Kind, claim.Amount,
                    claim.Quantity, claim.UnitValue, DayOf(claim.Since), claim.Evidence, "demo"));
            }
        }
    }

    private void Shop(PoolCommand command)
    {
        if (command is not PoolCommand.PlaceOrder place)
        {
            Send(command);
            return;
        }

        var member = _members[place.Member];
        if (_dice.Chance(1, 5))
        {
            Sell(member, place);
        }

        _orders++;
        Send(place with { Member = member });
        if (IsCreditor(member) && _dice.Chance(85, 100))
        {
            PayWithCoins(member, place);
        }
    }

    // The share that the plan allows, as far as the creditor's coins go; where the fund is short, cash pays it all.
    private void PayWithCoins(string member, PoolCommand.PlaceOrder place)
    {
        var share = Pool.Plan.Legacy!.Coin.MaxShareOfOrder;
        var number = _desk.Names.Find(member);
        if (number == MemberNumber.None || Pool.Creditor(number) is not { } creditor)
        {
            return;
        }

        var most = share.Of(place.Amount).FloorToFen();
        var coins = creditor.CoinsFree.AtMost(most).FloorToFen();
        if (coins == Money.Zero)
        {
            return;
        }

        _wanted += coins;
        var answer = Send(new PoolCommand.PayWithCoins($"coins-{place.Order}", place.At, member, place.Order, coins));
        _coinOrders += answer.Kind is AnswerKind.Done ? 1 : 0;
        _shortOrders += answer.Reason is Refusal.SettlementFundShort ? 1 : 0;
    }

    // What the plan's daily limits let through: people who want cash take a little at a time.
    private void Sell(string member, PoolCommand.PlaceOrder place)
    {
        var number = _desk.Names.Find(member);
        var held = number == MemberNumber.None ? Points.Zero : Pool.Held(number);
        var share = Pool.Plan.Selling.MaxShareOfHoldingPerDay ?? Rate.Whole;
        var points = Points.FromUnits(Exact.MulDiv(held.Units, share.Parts, Rate.PartsPerWhole, Rounding.Down));
        var value = Pool.Backing.Value(points);
        if (Pool.Plan.Selling.MaxAmountPerDay is { } most && value > most)
        {
            points = Points.FromUnits(Exact.MulDiv(points.Units, most.Units, value.Units, Rounding.Down));
        }

        if (Pool.Backing.Value(points) >= Money.FromYuan(1))
        {
            Send(new PoolCommand.SellPoints(
                $"sell-{place.Order}", place.At, member, new PointsAsked(points), Money.Zero, Scale: null));
        }
    }

    // Six customers of ten are creditors. Whoever bought much is likely owed much, for old rebates grew with
    // spending; the dice keep that from being a rule. A third of the creditors never come to the shop at all.
    private void MeetCustomers(IReadOnlyList<RowOutcome> rows)
    {
        var spent = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var place in rows.SelectMany(row => row.Commands).OfType<PoolCommand.PlaceOrder>())
        {
            spent[place.Member] = spent.GetValueOrDefault(place.Member) + place.Amount.Units;
        }

        var owed = new Queue<OldCreditor>(Likely(_creditors, creditor => creditor.Amount.Units, one => one.Name));
        foreach (var (customer, _) in Likely(spent, entry => entry.Value, entry => entry.Key))
        {
            while (owed.Count > 0 && _dice.Chance(1, 3))
            {
                owed.Dequeue();
            }

            _members.Add(customer, owed.Count > 0 && _dice.Chance(6, 10) ? owed.Dequeue().Name : $"m{customer}");
        }
    }

    // From much to little, each amount taken up to eight times as large as it is.
    private List<T> Likely<T>(IEnumerable<T> all, Func<T, long> amount, Func<T, string> name) =>
    [
        .. all.OrderBy(name, StringComparer.Ordinal).Select(one => (One: one, Rank: amount(one) * (1 + _dice.Below(8))))
            .OrderByDescending(entry => entry.Rank).ThenBy(entry => name(entry.One), StringComparer.Ordinal)
            .Select(entry => entry.One),
    ];

    private void GoTo(long day)
    {
        for (; _day < day; _day++)
        {
            DoToday();
            if (DateTime.UnixEpoch.AddDays(_day + 1).Day == 1)
            {
                // Everything due by midnight belongs to the month that ends here.
                Send(new PoolCommand.AdvanceClock($"month-{_day}", At(_day + 1, 0)));
                _months.Add(new(DateTime.UnixEpoch.AddDays(_day), Pool.Legacy!));
            }
        }

        DoToday();
    }

    private void DoToday()
    {
        while (_agenda.Count > 0 && _agenda.First() is var (day, commands) && day <= _day)
        {
            _agenda.Remove(day);
            foreach (var command in commands)
            {
                Send(command);
            }
        }
    }

    private void Finish()
    {
        var end = _day + (Pool.Plan.Orders.ReturnWindow.Milliseconds / Instant.MillisecondsPerDay) + 1;
        GoTo(end);
        Send(new PoolCommand.AdvanceClock("end", At(end, 0)));
        _months.Add(new(DateTime.UnixEpoch.AddDays(end - 1), Pool.Legacy!));
        Flush();
    }

    private void Do(long day, PoolCommand command)
    {
        if (!_agenda.TryGetValue(day, out var commands))
        {
            _agenda.Add(day, commands = []);
        }

        commands.Add(command);
    }

    private Instant At(long day, int hour) =>
        new((day * Instant.MillisecondsPerDay) + (hour * 3_600_000L) - Zone.Milliseconds);

    private Answer Send(PoolCommand command)
    {
        var answer = _desk.Handle(command);
        if (answer.Reason is not Refusal.None)
        {
            _refusals[answer.Reason.Code()] = _refusals.GetValueOrDefault(answer.Reason.Code()) + 1;
        }

        Invariant.Require(answer.Kind is AnswerKind.Done or AnswerKind.Refused, "a demo's commands are new and sound");
        if (++_open == CommandsAtOnce)
        {
            Flush();
        }

        return answer;
    }

    private void Flush()
    {
        _open = 0;
        if (_desk.TakeBatch() is { } batch)
        {
            _desk.Write(batch);
        }
    }
}

/// <summary>The debt at the end of a month.</summary>
internal sealed record MonthEnd(DateTime LastDay, LegacyTotals Totals);

/// <summary>What the year left behind beside the journal.</summary>
/// <param name="ShortOrders">Orders whose coin part the settlement fund could not cover; cash paid all of them.</param>
/// <param name="Shoppers">Creditors who ordered anything at all.</param>
/// <param name="Funding">The operator's own money a month.</param>
internal sealed record DemoOutcome(
    IReadOnlyList<MonthEnd> Months, IReadOnlyDictionary<string, long> Refusals, long Orders, long CoinOrders,
    long ShortOrders, int Shoppers, Money Funding)
{
    /// <summary>From the first order to the end.</summary>
    public required long Days { get; init; }

    /// <summary>What creditors wanted to pay with coins, whether or not the fund covered it.</summary>
    public required Money Wanted { get; init; }

    /// <summary>Full months from the first order to the end.</summary>
    public long Length => Math.Max(1, Days * 12 / 365);

    /// <summary>An average month of thirty days of something that happened over the whole time.</summary>
    public Money AMonth(Money whole) => Money.FromUnits(
        Exact.MulDiv(whole.Units, 30, Math.Max(30, Days), Rounding.Down)).FloorToFen();
}
