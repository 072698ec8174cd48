using System.Numerics;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Tests.Legacy;

/// <summary>
/// Claims and consents as slowly and plainly as can be, in big integers and by name. It shares no line with the rules:
/// where both agree, both are right or both are wrong in the same way.
/// </summary>
internal sealed class ClaimModel
{
    public Dictionary<string, Owed> Creditors { get; } = [];

    public Dictionary<string, Debt> Debts { get; } = [];

    public BigInteger Fund { get; private set; }

    public BigInteger FundHeld { get; private set; }

    public bool IsStopped { get; private set; }

    /// <summary>One creditor's account, in units of yuan.</summary>
    public sealed class Owed
    {
        public BigInteger Claimed;
        public BigInteger Frozen;
        public BigInteger Left;
        public BigInteger Coins;
        public BigInteger Held;
        public BigInteger Goods;
        public BigInteger Waived;
        public OfferAnswer? Answer;

        public bool IsSpent => Held > 0 || Goods > 0;
    }

    /// <summary>One claim: whose, how much, and whether it is open, disputed or gone.</summary>
    public sealed class Debt
    {
        public string Owner = "";
        public BigInteger Amount;
        public BigInteger Frozen;
        public ClaimState State = ClaimState.Open;
    }

    /// <summary>The reason of a refusal, or None where the command is done.</summary>
    public Refusal Do(PoolCommand command) => command switch
    {
        PoolCommand.RegisterClaim it => Register(it),
        PoolCommand.DisputeClaim it => Dispute(it.Claim),
        PoolCommand.ResolveClaim it => Resolve(it),
        PoolCommand.TransferClaim it => Transfer(it),
        PoolCommand.WithdrawClaim it => Withdraw(it),
        PoolCommand.AnswerOffer it => Answer(it),
        PoolCommand.RevokeConsent it => Revoke(it.Member),
        PoolCommand.WaiveClaim it => Waive(it.Member),
        PoolCommand.FundSettlement it => Pay(it.Amount.Units),
        PoolCommand.StopReleases it => Stop(it.By, it.Approver, stops: true),
        PoolCommand.RestartReleases it => Stop(it.By, it.Approver, stops: false),
        _ => throw new InvalidOperationException($"{command} is not about claims"),
    };

    /// <summary>What the orders did with coins is taken from the records: another model is about that.</summary>
    public void Follow(PoolEvent happened, Func<MemberNumber, string> nameOf)
    {
        switch (happened)
        {
            case PoolEvent.CoinsPaid it:
                Creditors[nameOf(it.Member)].Held += it.Coins.Units;
                Fund -= it.Value.Units + it.Deposit.Units;
                FundHeld += it.Value.Units + it.Deposit.Units;
                break;
            case PoolEvent.DueProcessed it:
                foreach (var order in it.Items.OfType<DueItem.OrderFinal>().Select(item => item.Settlement))
                {
                    Settle(nameOf(order.Member), order.Coins);
                }

                break;
        }
    }

    /// <summary>The coins that a refund before finality gives back.</summary>
    public void GiveBack(string member, CoinRefund? refund)
    {
        if (refund is not null)
        {
            Creditors[member].Held -= refund.Coins.Units;
            Fund += refund.Value.Units + refund.Deposit.Units;
            FundHeld -= refund.Value.Units + refund.Deposit.Units;
        }
    }

    private void Settle(string member, SettledCoins? coins)
    {
        if (coins is not null)
        {
            var owed = Creditors[member];
            owed.Held -= coins.Coins.Units;
            owed.Coins -= coins.Coins.Units;
            owed.Goods += coins.Coins.Units;
            FundHeld -= coins.Value.Units + coins.Deposit.Units;
        }
    }

    private Refusal Register(PoolCommand.RegisterClaim it)
    {
        if (Debts.ContainsKey(it.Claim))
        {
            return Refusal.ClaimExists;
        }

        if (it.Amount == Money.Zero)
        {
            return Refusal.NothingToDo;
        }

        if (it.Amount > 1_000_000_000L.Yuan)
        {
            return Refusal.AmountTooLarge;
        }

        Debts[it.Claim] = new() { Owner = it.Member, Amount = it.Amount.Units };
        Give(it.Member, it.Amount.Units);
        return Refusal.None;
    }

    private Refusal Dispute(string claim)
    {
        if (Standing(claim) is not { } debt)
        {
            return Missing(claim);
        }

        if (debt.State is ClaimState.Disputed)
        {
            return Refusal.ClaimDisputed;
        }

        var owed = Creditors[debt.Owner];
        var frozen = BigInteger.Min(debt.Amount, owed.Left - owed.Frozen);
        if (frozen.IsZero)
        {
            return Refusal.ClaimNotOpen;
        }

        (debt.State, debt.Frozen) = (ClaimState.Disputed, frozen);
        owed.Frozen += frozen;
        return Refusal.None;
    }

    private Refusal Resolve(PoolCommand.ResolveClaim it)
    {
        if (Standing(it.Claim) is not { } debt)
        {
            return Missing(it.Claim);
        }

        var cut = debt.Amount - it.Amount.Units;
        if (debt.State is not ClaimState.Disputed || cut < 0)
        {
            return Refusal.ClaimNotOpen;
        }

        if (it.By is not null && it.By == it.Approver)
        {
            return Refusal.SamePerson;
        }

        if (cut > debt.Frozen)
        {
            return Refusal.ClaimNotOpen;
        }

        if (cut > 0 && it.Document is null)
        {
            return Refusal.DocumentNeeded;
        }

        var owed = Creditors[debt.Owner];
        owed.Frozen -= debt.Frozen;
        owed.Left -= cut;
        owed.Waived += cut;
        (debt.State, debt.Frozen, debt.Amount) = (ClaimState.Open, 0, it.Amount.Units);
        return Refusal.None;
    }

    private Refusal Transfer(PoolCommand.TransferClaim it)
    {
        if (Standing(it.Claim) is not { } debt)
        {
            return Missing(it.Claim);
        }

        if (debt.State is ClaimState.Disputed)
        {
            return Refusal.ClaimDisputed;
        }

        if (debt.Owner == it.Member)
        {
            return Refusal.NothingToDo;
        }

        if (it.By is not null && it.By == it.Approver)
        {
            return Refusal.SamePerson;
        }

        var from = Creditors[debt.Owner];
        if (debt.Amount > from.Left - from.Frozen)
        {
            return Refusal.ClaimNotOpen;
        }

        from.Claimed -= debt.Amount;
        from.Left -= debt.Amount;
        debt.Owner = it.Member;
        Give(it.Member, debt.Amount);
        return Refusal.None;
    }

    private Refusal Withdraw(PoolCommand.WithdrawClaim it)
    {
        if (Standing(it.Claim) is not { } debt)
        {
            return Missing(it.Claim);
        }

        if (it.By is not null && it.By == it.Approver)
        {
            return Refusal.SamePerson;
        }

        var owed = Creditors[debt.Owner];
        var whole = debt.State is ClaimState.Disputed ? debt.Frozen : owed.Left - owed.Frozen;
        if (debt.Amount > whole)
        {
            return Refusal.ClaimNotOpen;
        }

        owed.Claimed -= debt.Amount;
        owed.Left -= debt.Amount;
        owed.Frozen -= debt.Frozen;
        (debt.State, debt.Frozen) = (ClaimState.Withdrawn, 0);
        return Refusal.None;
    }

    private Refusal Answer(PoolCommand.AnswerOffer it)
    {
        if (!Creditors.TryGetValue(it.Member, out var owed))
        {
            return Refusal.NotACreditor;
        }

        if (it.Answer is not OfferAnswer.Yes)
        {
            return TakeBack(owed, it.Answer);
        }

        var can = owed.Left - owed.Frozen;
        var wanted = it.Amount?.Units ?? can;
        if (wanted.IsZero)
        {
            return owed.Frozen > 0 ? Refusal.ClaimDisputed : Refusal.NothingToDo;
        }

        if (wanted > can)
        {
            return Refusal.ClaimNotOpen;
        }

        owed.Answer = OfferAnswer.Yes;
        owed.Left -= wanted;
        owed.Coins += wanted;
        return Refusal.None;
    }

    private Refusal Revoke(string member) =>
        !Creditors.TryGetValue(member, out var owed) ? Refusal.NotACreditor
        : owed.Answer is not OfferAnswer.Yes ? Refusal.NoConsent
        : TakeBack(owed, OfferAnswer.No);

    private static Refusal TakeBack(Owed owed, OfferAnswer answer)
    {
        if (owed.Answer is OfferAnswer.Yes && owed.IsSpent)
        {
            return Refusal.CoinSpent;
        }

        owed.Left += owed.Coins;
        (owed.Coins, owed.Answer) = (0, answer);
        return Refusal.None;
    }

    private Refusal Waive(string member)
    {
        if (!Creditors.TryGetValue(member, out var owed))
        {
            return Refusal.NotACreditor;
        }

        if (owed.Held > 0)
        {
            return Refusal.CoinsHeld;
        }

        if ((owed.Left + owed.Coins).IsZero)
        {
            return Refusal.NothingToDo;
        }

        owed.Waived += owed.Left + owed.Coins;
        (owed.Left, owed.Coins, owed.Frozen) = (0, 0, 0);
        foreach (var debt in Debts.Values.Where(one => one.Owner == member && one.State is ClaimState.Disputed))
        {
            (debt.State, debt.Frozen) = (ClaimState.Open, 0);
        }

        return Refusal.None;
    }

    private Refusal Pay(long units)
    {
        Fund += units > 0 && units <= 1_000_000_000L.Yuan.Units ? units : 0;
        return units == 0 ? Refusal.NothingToDo
            : units > 1_000_000_000L.Yuan.Units ? Refusal.AmountTooLarge
            : Refusal.None;
    }

    private Refusal Stop(string? by, string? approver, bool stops)
    {
        if (IsStopped == stops)
        {
            return stops ? Refusal.ReleasesStopped : Refusal.ReleasesRunning;
        }

        if (by is not null && by == approver)
        {
            return Refusal.SamePerson;
        }

        IsStopped = stops;
        return Refusal.None;
    }

    private void Give(string member, BigInteger amount)
    {
        Creditors.TryAdd(member, new());
        Creditors[member].Claimed += amount;
        Creditors[member].Left += amount;
    }

    private Debt? Standing(string claim) =>
        Debts.TryGetValue(claim, out var debt) && debt.State is not ClaimState.Withdrawn ? debt : null;

    private Refusal Missing(string claim) =>
        Debts.ContainsKey(claim) ? Refusal.ClaimNotOpen : Refusal.ClaimUnknown;
}
