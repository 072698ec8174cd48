using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Taxes;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Finance;

/// <summary>The step at which a payout is looked at.</summary>
public enum PayoutStep
{
    Asking,
    Approving,
    Paying,
}

/// <summary>The part of a payout from one origin, with its tax.</summary>
/// <param name="Type">A kind of <see cref="TaxBook.Types"/>.</param>
/// <param name="Rule">Null where no accountant has decided how it is taxed.</param>
public sealed record PayoutLine(string Type, PayoutType Origin, Money Gross, Money Tax, TaxRule? Rule);

/// <summary>Where the money of a payout comes from: each origin has its own tax.</summary>
public readonly record struct PayoutOrigins(Money Sales, Money Rewards, Money Dividends)
{
    public Money Amount => Sales + Rewards + Dividends;

    /// <summary>The origins that there is money of, as the tax table and as the guard know them.</summary>
    public IEnumerable<(string TaxType, PayoutType Type, Money Gross)> Parts => new[]
    {
        (TaxBook.PointSale, PayoutType.PointSale, Sales), (TaxBook.Reward, PayoutType.Reward, Rewards),
        (TaxBook.Dividend, PayoutType.Dividend, Dividends),
    }.Where(part => part.Item3 > Money.Zero);
}

/// <summary>A payout on its way.</summary>
/// <param name="Withdrawal">Its id; new while it is only asked for.</param>
public sealed record PayoutCase(
    PayoutStep Step, string Withdrawal, string Member, PayoutOrigins From, string Channel, string Voucher);

/// <summary>What the guard says of a payout.</summary>
/// <param name="Refusals">It cannot be.</param>
/// <param name="Holds">It waits for a person.</param>
public sealed record PayoutVerdict(IReadOnlyList<Finding> Refusals, IReadOnlyList<Finding> Holds)
{
    public static PayoutVerdict Free { get; } = new([], []);

    public bool IsFree => Refusals.Count == 0 && Holds.Count == 0;

    /// <summary>The first thing that stops it.</summary>
    public Finding? First => Refusals.Concat(Holds).FirstOrDefault();
}

/// <summary>
/// Stands before every payout to a person: at the request, at the approval, when the money leaves. A sandbox pays
/// nobody, so nothing is asked there.
/// </summary>
public sealed class PayoutCheck(
    ShopDatabase database, PoolGate gate, PoolClock clock, PayeeBook payees, AttestationBook bank,
    ILiveAcknowledgements acknowledgements)
{
    /// <summary>The lines of a payout with the tax that would stay back now.</summary>
    public IReadOnlyList<PayoutLine> Lines(string member, PayoutOrigins from) => gate.Plan.IsSandbox
        ? []
        : database.Read(reader => Lines(reader, member, from));

    public async Task<PayoutVerdict> ReviewAsync(PayoutCase payout, CancellationToken cancellation)
    {
        if (gate.Plan.IsSandbox)
        {
            return PayoutVerdict.Free;
        }

        var missing = new List<Finding>();
        foreach (var code in payout.From.Sales > Money.Zero ? new[] { "CN-PAY-06", "CN-TAX-03" } : [])
        {
            if (!await acknowledgements.IsLiveAsync(code, cancellation))
            {
                missing.Add(Ruleset.Fire(code, "withdrawal"));
            }
        }

        return database.Read(reader => Review(reader, payout, missing));
    }

    internal IReadOnlyList<PayoutLine> Lines(ShopReader reader, string member, PayoutOrigins from) =>
    [
        .. from.Parts.Select(part =>
        {
            var rule = TaxBook.RuleOf(reader, part.TaxType, clock.WallNow());
            var tax = rule is null
                ? Money.Zero
                : TaxBook.Withheld(reader, member, rule, part.Gross, LocalNow);
            return new PayoutLine(part.TaxType, part.Type, part.Gross, tax, rule);
        }),
    ];

    internal Instant LocalNow => clock.Now().Plus(gate.Plan.Settings.TimeZone);

    private PayoutVerdict Review(ShopReader reader, PayoutCase payout, List<Finding> found)
    {
        var facts = payees.FactsOf(reader, payout.Member, gate.Plan);
        var (today, month, count) = Before(reader, payout);
        foreach (var line in Lines(reader, payout.Member, payout.From))
        {
            found.AddRange(PayoutGuard.Review(new()
            {
                Type = line.Origin,
                Amount = payout.From.Amount, IdentityVerified = facts.Card is not null,
                HolderIsMember = facts.HolderIsMember, HasTaxId = facts.Card is null || facts.HasTaxId,
                HasTaxRule = line.Rule is not null, Age = facts.Age, Channel = ChannelOf(payout.Channel),
                IsPaying = payout.Step is PayoutStep.Paying && payout.Channel == Channels.Manual,
                Voucher = payout.Voucher, PaidToday = today, PaidThisMonth = month, PayoutsToday = count,
                AccountsOnDevice = facts.Accounts, Subject = $"withdrawal {line.Type}",
            }));
        }

        if (facts.Card is not null)
        {
            found.AddRange(ConsentGuard.Review(new()
            {
                HasNotice = true, HasConsent = true, IsSensitive = true, Subject = "withdrawal",
                HasSeparateConsent = Consents.Has(reader, payout.Member, IdentityConsent.Kind),
            }));
        }

        if (AuthorityBook.IsFrozen(reader, payout.Member) is { } number)
        {
            found.Add(AuthorityBook.Frozen(number));
        }

        found.AddRange(bank.Review(reader));
        return Sort(reader, payout, found);
    }

    // What two people released for this very withdrawal does not stop it again.
    private static PayoutVerdict Sort(ShopReader reader, PayoutCase payout, List<Finding> found)
    {
        var distinct = found.DistinctBy(one => one.Code).ToList();
        var released = reader.All(
            $"SELECT code FROM payout_holds WHERE withdrawal = {payout.Withdrawal} AND released_at IS NOT NULL",
            row => row.Text(0));
        var held = reader.All(
            $"""
            SELECT code, zh, en FROM payout_holds WHERE withdrawal = {payout.Withdrawal} AND released_at IS NULL
            """,
            row => new Finding(row.Text(0), "withdrawal", row.Text(1), row.Text(2)));
        var tier = payout.From.Rewards > Money.Zero ? reader.All(
            $"""
            SELECT f.code, f.zh, f.en FROM payee_holds h JOIN findings f ON f.id = h.finding
            WHERE h.member = {payout.Member} AND h.released_at IS NULL
            """,
            row => new Finding(row.Text(0), "withdrawal", row.Text(1), row.Text(2))) : [];
        return new(
            [.. distinct.Where(IsRefusal)],
            [.. held.Concat(tier).Concat(distinct.Where(one => !IsRefusal(one) && !released.Contains(one.Code)))
                .DistinctBy(one => one.Code)]);
    }

    private static bool IsRefusal(Finding finding) => finding.Action is RuleAction.Refuse or RuleAction.Acknowledge;

    private (Money Today, Money Month, int Count) Before(ShopReader reader, PayoutCase payout)
    {
        var (day, month) = (LocalNow.ToDateTimeOffset().Date, LocalNow.ToDateTimeOffset());
        var zone = gate.Plan.Settings.TimeZone.Milliseconds;
        var dayStart = new Instant(Instant.From(new DateTimeOffset(day, TimeSpan.Zero)).Milliseconds - zone);
        var monthStart = new Instant(Instant.From(
            new DateTimeOffset(month.Year, month.Month, 1, 0, 0, 0, TimeSpan.Zero)).Milliseconds - zone);
        var rows = reader.All(
            $"""
            SELECT amount, requested_at FROM withdrawals WHERE member = {payout.Member} AND id <> {payout.Withdrawal}
                AND requested_at >= {monthStart} AND state NOT IN ('refused', 'rejected', 'failed')
            """,
            row => (Amount: row.Money(0), At: row.At(1)));
        var today = rows.Where(row => row.At >= dayStart).ToList();
        return (Sum(today), Sum(rows), today.Count);
    }

    private static Money Sum(IEnumerable<(Money Amount, Instant At)> rows) =>
        rows.Aggregate(Money.Zero, (sum, row) => sum + row.Amount);

    private static PayoutChannel ChannelOf(string channel) => channel switch
    {
        Channels.Simulated => PayoutChannel.Simulated,
        Channels.Manual => PayoutChannel.CorporateBank,
        _ => PayoutChannel.Licensed,
    };
}
