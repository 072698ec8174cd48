using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Legacy.Forecasts;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Simulator;

/// <summary>An old debt beside a scenario's members: claims, offers, coins, by the commands of an operator.</summary>
internal sealed class DebtSide(
    Pool pool, OldDebt debt, SplitSettings split, Func<PoolCommand, MemberNumber, Decision> send)
{
    // The hash of a document that stands for all evidence and offers here: SHA-256 of "scenario".
    private const string Document = "ee26f4137f88e2408f3f2e85b7d753592ca4b8034392d2bbd17247956c849c0a";

    private Repayment? _repayment;
    private long _deeds;
    private Money _spent;
    private Money _brought;
    private Money _diverted;
    private Money _waiting;

    /// <summary>Registers every claim and takes the answers; creditors are the pool's first members.</summary>
    public void Begin(ImmutableArray<DrawnCreditor> creditors, Instant now)
    {
        for (var place = 0; place < creditors.Length; place++)
        {
            var member = new MemberNumber(place + 1);
            Require(new PoolCommand.RegisterClaim(
                $"l-{++_deeds}", now, $"claim-{place + 1}", Name(member), ClaimKind.Cash, creditors[place].Amount, null,
                null, creditors[place].Since, Document, "scenario"), member);
        }

        for (var place = 0; place < creditors.Length; place++)
        {
            if (creditors[place].Agrees)
            {
                var member = new MemberNumber(place + 1);
                Require(new PoolCommand.AnswerOffer(
                    $"l-{++_deeds}", now, Name(member), OfferAnswer.Yes, Document, null, ProceedsReduceClaim: false),
                    member);
            }
        }

        _repayment = new(pool, debt.Assumptions, Name, send);
    }

    /// <summary>What a merchant pays of an order while the what-if takes its share; all of it otherwise.</summary>
    public Rate CommissionLeft(Rate commission) =>
        _repayment!.GoesOn ? debt.CommissionLeft(commission, split) : commission;

    /// <summary>Somebody else's order.</summary>
    /// <param name="diverted">What of its commission goes to creditors, in the what-if.</param>
    public void Earned(Settlement order, Money diverted)
    {
        if (!_repayment!.GoesOn)
        {
            return;
        }

        _repayment.Earned(order.Platform);
        (_spent, _brought) = (_spent + order.Amount, _brought + order.Inflow + diverted);
        (_diverted, _waiting) = (_diverted + diverted, _waiting + diverted);
    }

    public void Released(Points points) => _repayment?.Released(points);

    /// <summary>The day's money and coins; true while another day could still settle something.</summary>
    public bool End(Instant now)
    {
        var goesOn = _repayment!.GoesOn;
        if (goesOn)
        {
            var whole = _waiting.FloorToFen();
            _waiting -= whole;
            _repayment.Pay(now, whole);
        }

        // Releases are of the day, whether or not anybody sends anything.
        send(new PoolCommand.AdvanceClock($"l-{++_deeds}", now), default);
        if (goesOn)
        {
            _repayment.EndDay();
        }

        return _repayment.GoesOn;
    }

    public DebtOutcome Tell() => new(debt, _repayment!.Tell(), pool.Legacy!, _spent, _brought, _diverted);

    private static string Name(MemberNumber creditor) => $"c{creditor.Value}";

    private void Require(PoolCommand command, MemberNumber member)
    {
        if (send(command, member) is { IsAccepted: false, Reason: var reason })
        {
            throw new BrokenInvariantException($"the pool refused a scenario's own step: {reason}");
        }
    }
}
